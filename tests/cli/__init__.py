"""Tests of the command line, run as a person runs it, inside this process."""
