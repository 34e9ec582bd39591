"""How long whole requests, imports and exports take, and how long the database alone would need."""
