"""Harvester: evidence of your work, from its sources into your brag document.

Nothing is imported here, so that `import harvester` costs nothing.
"""

__version__ = "0.1.0"
