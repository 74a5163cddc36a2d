"""Promotion rubrics as data."""
