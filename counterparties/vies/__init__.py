"""VAT numbers checked in VIES, the Union's register: asking, what came of it, taking over what the register has."""
