"""The search everywhere: what rooms find for a text, in groups, as one types."""
