"""Promotion rubrics as data: levels, criteria and expectations, each criterion mapped to core tags."""

from harvester.rubric.file import builtin_rubrics, load_rubric, parse_rubric
from harvester.rubric.model import Criterion, Expectation, Level, Observability, Rubric
from harvester.rubric.survey import Survey, survey_rubric

__all__ = [
    "Criterion",
    "Expectation",
    "Level",
    "Observability",
    "Rubric",
    "Survey",
    "builtin_rubrics",
    "load_rubric",
    "parse_rubric",
    "survey_rubric",
]
