"""What a rubric asks of its evidence, counted: how much a source can show, and what nobody is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from harvester.model import CORE_TAGS
from harvester.rubric.model import Observability, Rubric


@dataclass(frozen=True, slots=True)
class Survey:
    """How many expectations a source can show; core tags without a criterion; (level, criterion) without text."""

    observability: Mapping[Observability, int]
    unmapped_tags: Sequence[str]
    empty_cells: Sequence[tuple[str, str]]


def survey_rubric(rubric: Rubric) -> Survey:
    """Count what a rubric asks for."""
    counts = dict.fromkeys(Observability, 0)
    for expectation in rubric.expectations:
        counts[expectation.evidence] += 1
    asked = {(level.id, one.criterion) for level in rubric.levels for one in rubric.expectations_at(level)}
    cells = [(level.id, criterion.id) for level in rubric.levels for criterion in rubric.criteria]
    return Survey(
        observability=counts,
        unmapped_tags=[tag for tag in CORE_TAGS if tag not in rubric.criteria_by_tag],
        empty_cells=[cell for cell in cells if cell not in asked],
    )
