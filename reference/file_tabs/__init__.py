"""The tabs of a counterparty's file as administrators arrange them."""
