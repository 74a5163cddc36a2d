"""Tests of harvester.config."""
