"""Honest stand-ins: real temporary Git repositories, servers that answer as the services do."""
