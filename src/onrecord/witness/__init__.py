"""A witness of any transparency log in the C2SP formats: a program for whoever is not the log.

It keeps the last checkpoint of each log that it cosigned and cosigns only what extends it
(C2SP tlog-witness 1.0.0, tlog-cosignature 1.0.1). It needs no home, no Django and nothing of the
log but its public key: one folder holds its key and its store.
"""
