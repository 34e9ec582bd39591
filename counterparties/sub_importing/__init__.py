"""Contact persons, addresses and accounts in spreadsheets: beside their counterparty, or in files of their own."""
