"""How numbers and dates are written in each language: 20 Nov 2026 and 20.11.2026."""
