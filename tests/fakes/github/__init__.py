"""A GitHub on loopback: an organisation, its ground truth, and the server that tells of it as GitHub does."""
