"""Files and documents of a counterparty: kept, shown, served, found, reminded of."""
