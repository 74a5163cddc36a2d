"""The brag document: a file that belongs to the person."""
