"""Git: what one person did in the repositories on this machine."""
