"""Pages: receipts."""
