"""Configuration: one TOML file, the environment above it, flags above both.

It is never read from the working directory or a repository. Errors name file, line and key, never a value.
"""

from harvester.config.layers import Configuration, Origin, config_path, read_configuration
from harvester.config.settings import Settings
from harvester.config.zone import local_zone, named_zone

__all__ = ["Configuration", "Origin", "Settings", "config_path", "local_zone", "named_zone", "read_configuration"]
