"""The location lists in spreadsheets."""
