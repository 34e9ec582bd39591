"""Labels and envelopes as PDF: sheets, lines as the post wants them, the pages that ask for them."""
