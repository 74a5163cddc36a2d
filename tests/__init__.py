"""The tests mirror the packages; every test's name is a sentence about the product."""
