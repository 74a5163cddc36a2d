"""Jira: tickets I resolved and reported and comments I wrote, from Cloud or Server/Data Center; it reads only."""

from connectors.jira.connector import JiraConnector
from connectors.jira.settings import JiraSettings

__all__ = ["JiraConnector", "JiraSettings"]
