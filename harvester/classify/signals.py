"""What a careful reader concludes from several features together: `signals.toml`, and how it is concluded.

Signals only say what is there, what makes a change small and silent, a fix explained, a comment argued; how much
each counts is learned, except for the few that are firm.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).with_name("signals.toml")
_SEVERAL: Final = 2
_ENDLESS: Final = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One conclusion: its words, the phrase to quote, and the conditions that must all hold.

    A firm one holds to a category, instead of those it stands over, whatever the learned numbers say; one of substance
    holds to that.
    """

    name: str
    says: str
    quote: str = ""
    one_of: Sequence[frozenset[str]] = ()
    several_of: Sequence[frozenset[str]] = ()
    few_of: Sequence[frozenset[str]] = ()
    none_of: frozenset[str] = frozenset()
    words: tuple[int, int] = (0, _ENDLESS)
    lines: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    firm: str = ""
    over: frozenset[str] = frozenset()
    is_substance: bool = False

    def is_given(self, traits: Mapping[str, None], words: int, lines: Mapping[str, int]) -> bool:
        """Say whether the features, the number of words and the changed lines by kind give this signal."""
        present = traits.keys()
        return (
            self.words[0] <= words <= self.words[1]
            and not any(present.isdisjoint(names) for names in self.one_of)
            and present.isdisjoint(self.none_of)
            and all(len(present & names) >= _SEVERAL for names in self.several_of)
            and all(len(present & names) < _SEVERAL for names in self.few_of)
            and all(least <= lines.get(kind, 0) <= most for kind, (least, most) in self.lines.items())
        )


@dataclass(frozen=True, slots=True)
class SignalBook:
    """The signals of work and those of comments, in the order in which they are concluded."""

    work: Sequence[Signal]
    comment: Sequence[Signal]
    by_name: Mapping[str, Signal]
    firm: Sequence[Signal]
    substance: Sequence[Signal]


def mark_signals(traits: dict[str, None], signals: Iterable[Signal], words: int, lines: Mapping[str, int]) -> None:
    """Add every signal that the features so far give; a later signal may build on an earlier one."""
    present = traits.keys()
    for signal in signals:
        # Most signals end here, at a fifth of what the whole question costs.
        if signal.one_of and present.isdisjoint(signal.one_of[0]):
            continue
        if signal.is_given(traits, words, lines):
            traits[signal.name] = None


def hold_firm(traits: Collection[str], chances: Mapping[str, float]) -> dict[str, float]:
    """Let firm signals have their way: the likeliest category and theirs exchange their probabilities."""
    held = dict(chances)
    for signal in read_signals().firm:
        top = max(held, key=lambda name: (held[name], name))
        if signal.name in traits and top in signal.over:
            held[top], held[signal.firm] = held[signal.firm], held[top]
    return held


@cache
def read_signals() -> SignalBook:
    """The signals that come with the program, read once."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    sets = {f"@{name}": frozenset(names) for name, names in content["sets"].items()}
    work, comment = (
        tuple(_signal(name, table, sets) for name, table in content[room].items()) for room in ("work", "comment")
    )
    every = (*work, *comment)
    return SignalBook(
        work,
        comment,
        {one.name: one for one in every},
        [one for one in every if one.firm],
        [one for one in every if one.is_substance],
    )


def _signal(name: str, table: Mapping[str, Any], sets: Mapping[str, frozenset[str]]) -> Signal:
    return Signal(
        name=name,
        says=table["says"],
        quote=table.get("quote", ""),
        one_of=tuple(_spread(table[key], sets) for key in ("any", "also", "and") if key in table),
        several_of=tuple(_spread(table[key]["of"], sets) for key in ("several", "besides") if key in table),
        few_of=tuple(_spread(table[key]["of"], sets) for key in ("fewer",) if key in table),
        none_of=_spread(table.get("none", []), sets),
        words=_span(table.get("words", [0])),
        lines={kind: _span(span) for kind, span in table.get("lines", {}).items()},
        firm=table.get("firm", ""),
        over=frozenset(table.get("over", ())),
        is_substance=table.get("substance", False),
    )


def _spread(names: str | Sequence[str], sets: Mapping[str, frozenset[str]]) -> frozenset[str]:
    listed = [names] if isinstance(names, str) else names
    return frozenset().union(*(sets.get(name, frozenset({name})) for name in listed))


def _span(span: Sequence[int]) -> tuple[int, int]:
    return span[0], span[1] if len(span) > 1 else _ENDLESS
