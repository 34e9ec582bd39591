"""Types, statuses, features, nomenclatures."""
