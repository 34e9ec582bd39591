"""Log-ins of a counterparty's people: invited by a link, kept out of everything but their own page."""
