"""A Jira that answers over loopback as Cloud or as Server/Data Center does, and knows what truly happened in it."""
