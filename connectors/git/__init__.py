"""Git: what one person did in the repositories on this machine, read and never fetched, written or executed."""

from connectors.git.connector import GitConnector
from connectors.git.repository import find_repository, list_addresses, read_identity
from connectors.git.settings import GitSettings

__all__ = ["GitConnector", "GitSettings", "find_repository", "list_addresses", "read_identity"]
