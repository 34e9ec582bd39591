"""Invented counterparties in any number: the same seed gives the same records."""
