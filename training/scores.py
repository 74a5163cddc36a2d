"""How good judgements are beside labels: the few numbers that tell, without any library."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ROUTINE = "routine"


@dataclass(frozen=True)
class Answer:
    """A label, or a judgement: category, criteria strongest first, substance where there is any."""

    category: str
    criteria: Sequence[str]
    substantive: bool | None


def score(pairs: Sequence[tuple[Answer, Answer]], tags: Sequence[str]) -> Mapping[str, float]:
    """Compare labels with judgements; `tags` are the criteria the labels know."""
    categories = sorted({label.category for label, _ in pairs} | {given.category for _, given in pairs})
    each = [_f1([(label.category == name, given.category == name) for label, given in pairs]) for name in categories]
    kept = [(label, given) for label, given in pairs if label.category != ROUTINE]
    said = [
        (bool(label.substantive), bool(given.substantive)) for label, given in pairs if label.substantive is not None
    ]
    marks = [(tag in label.criteria, tag in given.criteria) for label, given in pairs for tag in tags]
    return {
        "category accuracy": sum(label.category == given.category for label, given in pairs) / len(pairs),
        "category macro-F1": sum(each) / len(each),
        **{f"F1 {name}": value for name, value in zip(categories, each, strict=True)},
        "criteria micro-F1": _f1(marks),
        "criteria hit@2": sum(bool(set(label.criteria) & set(given.criteria[:2])) for label, given in kept)
        / max(1, len(kept)),
        "substantive F1": _f1(said),
    }


def _f1(marks: Sequence[tuple[bool, bool]]) -> float:
    both = sum(label and given for label, given in marks)
    one = sum(label != given for label, given in marks)
    return 2 * both / (2 * both + one) if both or one else 0.0
