"""Configuration: one TOML file, the environment above it, flags above both.

It is never read from the working directory or a repository. Errors name file, line and key, never a value.
Nothing is imported here: `file` and `essentials` are cheap, `settings` and `layers` load pydantic.
"""
