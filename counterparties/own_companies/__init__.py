"""Own companies made ready for documents: paper, signatories, numbers."""
