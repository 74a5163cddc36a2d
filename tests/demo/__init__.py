"""The demo, from within and as an installed program; `record.py` makes its recordings anew."""
