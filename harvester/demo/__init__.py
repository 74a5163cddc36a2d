"""The demo: a sample repository, recorded answers of GitHub and Jira, and the story that is told with them.

Nothing here knows a command's insides: `harvester.cli.demo` runs the real commands on what this room lays out.
"""
