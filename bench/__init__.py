"""Invented data of any size, and how quickly the product answers with them. Not needed to run the product."""
