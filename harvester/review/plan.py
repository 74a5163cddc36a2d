"""The plan file: one line a draft, as in `git rebase -i`, and read back strictly or not at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from harvester.clean import clean_line
from harvester.errors import UsageError
from harvester.model import Ref, VerdictKind
from harvester.review.card import Card
from harvester.review.telling import name_category
from harvester.words import read_words

WORDS: Final = {
    "accept": VerdictKind.ACCEPTED,
    "edit": VerdictKind.EDITED,
    "reject": VerdictKind.REJECTED,
    "later": VerdictKind.LATER,
}
_HELP: Final = """\
# {count} to decide. Change the first word of a line:
#
#   accept   claim it as it is
#   edit     claim it in your words: change the sentence here, or leave it and the editor asks for it
#   reject   never propose it again
#   later    leave it as it is
#
# One line a draft; lines may be moved, and one that is deleted is left for later.
# When a line is wrong nothing of the plan is done. An empty plan decides nothing.
"""
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of a plan; `text` is the new sentence of an edit, empty when it is still to be asked for."""

    ref: Ref
    kind: VerdictKind
    text: str = ""


def render_plan(cards: Sequence[Card]) -> str:
    """Render the plan of the open cards, every one of them left for later."""
    open_cards = [card for card in cards if card.is_open]
    lines = [_HELP.format(count=f"{len(open_cards)} draft{'s' * (len(open_cards) != 1)}")]
    group = None
    for card in open_cards:
        if card.group != group:
            group = card.group
            title = "Outcomes to add" if group.is_outcomes else f"{group.work} · {name_category(group.category)}"
            lines.append(f"\n# {title}\n")
        lines.append(f"later {card.ref} {card.text}\n")
    return "".join(lines)


def parse_plan(text: str, cards: Sequence[Card]) -> Sequence[PlanLine]:
    """Read a plan back; `later` lines decide nothing and are left out.

    Raises:
        UsageError: a line is wrong; the message names every such line by its number.
    """
    known = {str(card.ref): card for card in cards if card.is_open}
    plan: list[PlanLine] = []
    troubles: list[str] = []
    seen: set[str] = set()
    for number, line in _lines(text):
        word, _, rest = line.partition(" ")
        ref, _, sentence = rest.strip().partition(" ")
        if trouble := _find_trouble(word, ref, sentence.strip(), known, seen):
            troubles.append(f"line {number}: {trouble}")
            continue
        seen.add(ref)
        card, kind = known[ref], WORDS[word]
        if kind is not VerdictKind.LATER:
            is_changed = kind is VerdictKind.EDITED and clean_line(sentence) != clean_line(card.text)
            plan.append(PlanLine(card.ref, kind, read_words(sentence) if is_changed else ""))
    if troubles:
        raise _refuse(troubles)
    return plan


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, line.strip()


def _find_trouble(word: str, ref: str, sentence: str, known: dict[str, Card], seen: set[str]) -> str:
    if word not in WORDS:
        return f"{clean_line(word, 40)!r} is none of {', '.join(WORDS)}"
    if not ref:
        return "it names no draft"
    if ref not in known:
        return f"no draft {clean_line(ref, 80)} waits"
    if ref in seen:
        return f"{ref} is decided twice"
    return _find_conflict(word, sentence, known[ref])


def _find_conflict(word: str, sentence: str, card: Card) -> str:
    """Say why a known word cannot be done to a known card."""
    is_changed = clean_line(sentence) != clean_line(card.text)
    if word == "reject" and card.group.is_outcomes:
        return "it is an entry already; only what came of it is asked"
    if word in {"edit", "reject"} and card.is_touched:
        return "you changed its line in the document; accept your words, or edit or delete them there"
    if word == "edit":
        return _find_trouble_of_words(sentence) if is_changed else ""
    return f"the sentence was changed, but the word is {word}; write edit" if is_changed else ""


def _find_trouble_of_words(sentence: str) -> str:
    try:
        read_words(sentence)
    except UsageError as error:
        return error.why
    return ""


def _refuse(troubles: Sequence[str]) -> UsageError:
    more = f"; and {len(troubles) - _NAMED} more" if len(troubles) > _NAMED else ""
    count = f"{len(troubles)} lines are" if len(troubles) > 1 else "A line is"
    return UsageError(
        f"{count} wrong in the plan; nothing was decided.",
        why="; ".join(troubles[:_NAMED]) + more,
        cure="harvester review --editor, which opens it again as you left it",
    )
