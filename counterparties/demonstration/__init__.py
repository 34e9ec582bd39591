"""Invented counterparties to look around with, and the configuration that they use; loaded and removed at a click."""
