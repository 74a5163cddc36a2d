"""Evidence x rubric: category, criteria and substance, each with its reason; learns from verdicts.

Everything here is pure and offline. `Classifier` is the seam: another judge, a model on this machine say, can take
the place of `LinearClassifier` without anything else noticing.
"""

from collections.abc import Sequence
from typing import Protocol

from harvester.classify.judge import LinearClassifier
from harvester.classify.lessons import Lesson
from harvester.model import Evidence, Judgement, WorkItem
from harvester.rubric import Rubric

__all__ = ["Classifier", "Lesson", "LinearClassifier", "build_classifier"]


class Classifier(Protocol):
    """Says what evidence means in the words of a rubric."""

    def judge(self, evidence: Evidence) -> Judgement:
        """Judge one piece of evidence."""

    def judge_work_item(self, work_item: WorkItem) -> Judgement:
        """Judge evidence that belongs together: its lead first, then what the others add."""

    def explain(self, evidence: Evidence) -> Sequence[str]:
        """Say in a few lines what weighed most in the judgement."""


def build_classifier(rubric: Rubric, lessons: Sequence[Lesson] = ()) -> Classifier:
    """Make the classifier that comes with the program."""
    return LinearClassifier(rubric, lessons)
