"""Verify OnRecord packets, proofs and logs offline, with the standard library only."""
