"""What `benchmarks/ledger.py` measures, one module for each thing."""
