"""The built-in connectors: one package a source, found by entry point only.

They have no privilege over a connector that somebody else installs.
"""
