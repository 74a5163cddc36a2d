"""GitHub: what one person merged, reviewed, said and was told on one server, read in a handful of requests."""

from connectors.github.connector import GitHubConnector
from connectors.github.settings import GitHubSettings

__all__ = ["GitHubConnector", "GitHubSettings"]
