"""What the person did to the document since it was last read, as verdicts.

Pure: it compares a document with what stood in it. It refuses to take a lost or rolled-back document for
deletions, and to decide anything the document does not say.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from harvester.document import Document, HandwrittenLine, MarkedLine
from harvester.errors import DocumentError
from harvester.model import Category, Ref, Standing, Verdict, VerdictKind

FEW_LOSSES: Final = 5
"""So many lines may be gone at once, whatever their share; more of them only up to a third."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """What reading the document came to.

    `verdicts` are what the person decided since; `withdrawn` are claimed entries that were deleted, which teaches
    nothing; `reopened` are lines that got their box back; `standing` is what stands now; `unknown` are lines
    nobody recorded, from which a lost store is rebuilt (they are among the verdicts and the standing too).
    """

    verdicts: Sequence[Verdict]
    withdrawn: Sequence[Ref]
    reopened: Sequence[Ref]
    standing: Sequence[Standing]
    unknown: Sequence[MarkedLine]
    notices: Sequence[str]


def reconcile(
    document: Document,
    *,
    standing: Mapping[Ref, Standing],
    waiting: Collection[Ref] = (),
    archived: Collection[Ref] = (),
    now: datetime,
    confirm_deletions: bool = False,
) -> Reconciliation:
    """Compare a document with what stood in it when it was last read.

    Args:
        document: as it is now.
        standing: the lines as they stood.
        waiting: drafts that were recorded, but not yet seen in the document.
        archived: refs that an earlier document holds: gone from here, they were moved, not deleted.
        now: when the verdicts count as given.
        confirm_deletions: what is gone was deleted, however much it is.

    Raises:
        DocumentError: the document is missing or empty, or so much of it is gone at once that it may be an old copy.
    """
    comparison = _Comparison(document, standing)
    losses = [ref for ref in comparison.missing if ref not in archived]
    if not confirm_deletions:
        _refuse_lost_document(document, losses)
        _refuse_rollback(document, len(standing), len(losses), comparison.count_undone())
    unknown = [line for ref, line in comparison.lines.items() if ref not in standing and ref not in waiting]
    return Reconciliation(
        verdicts=[*comparison.claims(now), *comparison.unmarked_claims(now), *comparison.rejections(losses, now)],
        withdrawn=[ref for ref in losses if standing[ref].is_claimed],
        reopened=comparison.reopened,
        standing=comparison.stand(),
        unknown=unknown,
        notices=[*comparison.notices(), *_notice_unknown(document, unknown)],
    )


def stand_after(document: Document, standing: Mapping[Ref, Standing]) -> Sequence[Standing]:
    """Tell what stands after a write of our own, given what stood before it; nothing counts as decided."""
    return _Comparison(document, standing).stand()


class _Comparison:
    """The lines that stand now beside those that stood."""

    def __init__(self, document: Document, standing: Mapping[Ref, Standing]) -> None:
        self.document = document
        self.standing = standing
        self.lines: dict[Ref, MarkedLine] = {}
        for line in document.marked:
            self.lines[line.ref] = document.line_of(line.ref) or line
        absent = [ref for ref in standing if ref not in self.lines]
        self.unmarked = _find_unmarked(document, [standing[ref] for ref in absent])
        self.missing = [ref for ref in absent if ref not in self.unmarked]
        self.reopened = [ref for ref, line in self.lines.items() if self._was_claimed(ref) and not line.is_claimed]

    def claims(self, now: datetime) -> Iterator[Verdict]:
        """Give a verdict for each line claimed since, and for each claimed one changed since."""
        for ref, line in self.lines.items():
            stood = self.standing.get(ref)
            category = self._category(line)
            is_moved = stood is not None and category is not stood.category
            is_settled = stood is not None and stood.is_claimed and stood.text == line.text and not is_moved
            if line.is_claimed and not is_settled:
                kind = VerdictKind.EDITED if line.is_reworded or is_moved else VerdictKind.ACCEPTED
                yield Verdict(ref=ref, kind=kind, text=line.text, category=category, decided_at=now)

    def unmarked_claims(self, now: datetime) -> Iterator[Verdict]:
        """Give a verdict for each draft that was claimed and lost its marker."""
        for ref, item in self.unmarked.items():
            if item.box != "open" and not self.standing[ref].is_claimed:
                category = self.document.sections.category_at(item.start) or self.standing[ref].category
                yield Verdict(ref=ref, kind=VerdictKind.ACCEPTED, text=item.text, category=category, decided_at=now)

    def rejections(self, losses: Sequence[Ref], now: datetime) -> Iterator[Verdict]:
        """Give a verdict for each draft that was deleted."""
        for stood in (self.standing[ref] for ref in losses):
            if not stood.is_claimed:
                yield Verdict(
                    ref=stood.ref,
                    kind=VerdictKind.REJECTED,
                    text=stood.text,
                    category=stood.category,
                    decided_at=now,
                )

    def stand(self) -> Sequence[Standing]:
        """Give what stands now, in the order of the document.

        Undecided drafts that lost their marker come last: they are found again by their words.
        """
        lines = [
            Standing(
                ref=ref,
                category=self._category(line),
                text=line.text,
                is_claimed=line.is_claimed,
                is_touched=line.is_touched,
            )
            for ref, line in self.lines.items()
        ]
        unmarked = [self.standing[ref] for ref, item in self.unmarked.items() if item.box == "open"]
        return [*lines, *(one for one in unmarked if not one.is_claimed)]

    def count_undone(self) -> int:
        """Count the lines that are as they were before the person claimed or changed them."""
        stood = [(self.standing.get(ref), line) for ref, line in self.lines.items()]
        reverted = {line.ref for one, line in stood if one is not None and one.is_touched and not line.is_touched}
        return len(reverted.union(self.reopened))

    def notices(self) -> Iterator[str]:
        """Say what the person may not have meant."""
        path = self.document.path
        for ref, count in Counter(line.ref for line in self.document.marked).items():
            if count > 1:
                line = self.lines[ref].line
                yield f"{path}:{line}: {ref} stands {count} times; this line counts, the others are left alone."
        homeless = [line for line in self.lines.values() if line.category is None]
        if homeless:
            yield (
                f"{path}:{homeless[0].line}: {_count(len(homeless), 'line')} under a heading of no category;"
                " the configuration can name it under [headings]."
            )
        for ref in self.unmarked:
            yield f"{path}: the marker of {ref} is gone, its line is not."
        if self.document.hard_links > 1:
            yield f"{path} has {self.document.hard_links} names (hard links); a write reaches only this one."

    def _category(self, line: MarkedLine) -> Category:
        stood = self.standing.get(line.ref)
        return line.category or (stood.category if stood else Category.PROJECT)

    def _was_claimed(self, ref: Ref) -> bool:
        stood = self.standing.get(ref)
        return stood is not None and stood.is_claimed


def _find_unmarked(document: Document, absent: Sequence[Standing]) -> dict[Ref, HandwrittenLine]:
    """Find the lines that lost their marker, or most of it, by the words they start with."""
    if not absent:
        return {}
    items = sorted(document.handwritten, key=lambda item: item.text)
    texts = [item.text for item in items]
    unmarked: dict[Ref, HandwrittenLine] = {}
    for stood in absent:
        index = bisect_left(texts, stood.text)
        if stood.text and index < len(texts) and texts[index].startswith(stood.text):
            unmarked[stood.ref] = items[index]
    return unmarked


def _refuse_lost_document(document: Document, losses: Sequence[Ref]) -> None:
    if losses and not document.data.strip():
        raise DocumentError(
            f"{document.path} is {'empty' if document.exists else 'missing'}, and {len(losses)} of its lines with it.",
            why="If it was moved, name its new place as document, or as archive, in the configuration.",
            cure="harvester run --confirm-deletions",
        )


def _refuse_rollback(document: Document, stood: int, gone: int, undone: int) -> None:
    if gone + undone > FEW_LOSSES and (gone + undone) * 3 > stood:
        losses = [f"{gone} are gone"] if gone else []
        if undone:
            losses.append(f"{undone} are as they were before you changed them")
        raise DocumentError(
            f"Of {stood} lines in {document.path} {' and '.join(losses)}, all at once.",
            why="It may be an old copy: put the right one back, or name the file that has them as archive.",
            cure="harvester run --confirm-deletions",
        )


def _notice_unknown(document: Document, unknown: Sequence[MarkedLine]) -> Iterator[str]:
    if unknown:
        yield f"{document.path}: {_count(len(unknown), 'line')} had not been recorded; taken over as they stand."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
