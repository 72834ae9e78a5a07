"""Recomputing entries in bulk: what the audit gives to processes of its own.

These modules import neither Django nor the models, so that a process that recomputes is small:
they read rows as tuples and compare bytes. Whatever does not fit at once they only name; the audit
then looks at it closely, and says what differs.
"""
