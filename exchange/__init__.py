"""Spreadsheets in and out for any screen: mapping, preview, run."""
