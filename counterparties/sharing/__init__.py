"""Rows of tabs that belong to several counterparties: contact persons of several, accounts of several holders."""
