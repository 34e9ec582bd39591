"""The counterparty, its file, its sub-records."""
