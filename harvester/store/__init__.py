"""The store: what was seen and decided."""
