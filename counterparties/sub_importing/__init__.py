"""The rows of tabs in spreadsheets: some beside their counterparty, all in files of their own."""
