"""The ledger: every act becomes entries of a transparency log, in the transaction that wrote it."""
