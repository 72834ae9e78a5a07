"""The interface for programs: JSON over the same actions and queries, under /api/v1.

An edge beside web and cli. One row of `onrecord.api.routes` is one address; what it takes and what
it answers is read off the signature of the action or query behind it.
"""
