"""Lawful destruction (G26): what belongs to it, what holds it, and how it is carried out.

Two persons decide (`ledger.actions.destruction`); then, each step durable before the next:

1. Tombstones: one for each field, with the authority and the entry of the decision (`begun`).
2. What lies outside the database goes: blobs, uploads, packets. The rows still name them.
3. Disclosures, rows and working rows go, in one transaction (`emptied`).
4. The database file is written anew without what was freed (`compaction`).
5. The end is recorded (`carried-out`).

A crash at any line leaves one of these states, and carrying out again goes on from it.
"""
