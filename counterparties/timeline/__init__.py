"""What happened with a counterparty and what is planned, in one order."""
