"""Templates of forms: what an administrator arranges, and what is read of it."""
