"""Reads public texts out of clones of the repositories that hold them, each at the commit that `sources.toml` names."""
