"""Promotion rubrics as data: levels, criteria and expectations, each criterion mapped to core tags."""

from harvester.rubric.file import builtin_rubrics, load_rubric, parse_rubric
from harvester.rubric.model import Criterion, Expectation, Level, Observability, Rubric

__all__ = [
    "Criterion",
    "Expectation",
    "Level",
    "Observability",
    "Rubric",
    "builtin_rubrics",
    "load_rubric",
    "parse_rubric",
]
