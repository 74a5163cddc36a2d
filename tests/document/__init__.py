"""Tests of the brag document."""
