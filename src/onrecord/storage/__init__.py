"""The home folder and write-once blobs."""
