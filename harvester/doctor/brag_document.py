"""The brag document: that it can be read and written, that its sections are found, and that nobody else gets it."""

import os
import shlex
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from harvester.doctor.folders import (
    find_conflict_copies,
    find_sync,
    find_work_tree,
    is_harvesters_own,
    list_remotes,
)
from harvester.doctor.words import doubt, ill, refused, well
from harvester.document import Document, read_archive, read_document
from harvester.document.lines import count_lines
from harvester.errors import DocumentError
from harvester.model import Finding, Health
from harvester.store import Store
from harvester.sync import Place, read_decisions


def examine_document(place: Place) -> Iterator[Finding]:
    """Look at the document as it lies there."""
    yield from _look_at_access(place.path)
    yield from _look_at_surroundings(place.path)
    try:
        document = read_document(place.path, place.headings)
    except DocumentError as error:
        yield refused(error)
        return
    if document.exists:
        yield from _look_at_text(document)
    for path in place.archive:
        try:
            read_archive(path, place.headings)
        except DocumentError as error:
            yield refused(error)


def examine_agreement(store: Store, place: Place, now: datetime) -> Iterator[Finding]:
    """Say whether the next run would refuse the document for what is gone from it; `store` is a copy.

    What `examine_document` tells is not told again.
    """
    if any(finding.state is Health.FAIL for finding in examine_document(place)):
        return
    try:
        read_decisions(store, place, now)
    except DocumentError as error:
        yield refused(error)


def _look_at_access(path: Path) -> Iterator[Finding]:
    target, at = Path(os.path.realpath(path)), shlex.quote(str(path))
    folder = next((one for one in target.parents if one.exists()), target.parent)
    if path.is_symlink() and not target.exists():
        yield doubt(
            f"{path} is a link to {target}, which is not there.",
            why="a new, empty document would be made in its place",
            cure=f"ls -l {at}",
        )
    elif target.is_file() and not os.access(target, os.R_OK):
        yield ill(f"{path} cannot be read.", cure=f"chmod u+r {at}")
    elif target.is_file() and not os.access(target, os.W_OK):
        yield ill(f"{path} is read-only.", why="no draft can be added", cure=f"chmod u+w {at}")
    elif not os.access(folder, os.W_OK):
        why = "the document is replaced in one step, which needs a file beside it"
        yield ill(f"The folder {folder} may not be written.", why=why, cure=f"chmod u+w {shlex.quote(str(folder))}")
    elif target.exists():
        yield well(f"{path} can be read and written" + (f" (a link to {target})" if path.is_symlink() else ""))
    else:
        yield well(f"{path} is not there yet: the first run makes it")


def _look_at_surroundings(path: Path) -> Iterator[Finding]:
    top = find_work_tree(path)
    remotes = list_remotes(top) if top else []
    if top and remotes and is_harvesters_own(top):
        yield well(f"{path} lies in a repository whose own workflow runs harvester; keep {remotes[0]} private")
    elif top and remotes:
        yield doubt(
            f"{path} lies in the Git repository {top}, which has the remote {remotes[0]}.",
            why="one git add sends your notes on yourself and others to everybody who reads that repository",
            cure=f'move it out: mv {shlex.quote(str(path))} ~/ and set document = "~/{path.name}"',
        )
    copies = list(find_conflict_copies(path))
    for copy in copies:
        yield doubt(
            f"{copy} looks like a conflict copy of the document.",
            why="what you decided in it is not read",
            cure=f"diff {shlex.quote(str(path))} {shlex.quote(str(copy))}, bring over what is missing, and remove it",
        )
    if not copies and (service := find_sync(path)):
        yield well(f"{path} is synced by {service}, without conflict copies")


def _look_at_text(document: Document) -> Iterator[Finding]:
    path = document.path
    missing = [
        name for category, name in document.sections.names.items() if document.sections.home_of(category) is None
    ]
    mapped = set(document.headings.values())
    if lost := [name for name in missing if name in mapped]:
        why = "a new section of that name would be added at the end"
        cure = "correct [headings], or add the heading; harvester config path names the file"
        yield doubt(f"{path} has no heading {', '.join(map(repr, lost))}.", why=why, cure=cure)
    elif missing and len(missing) == len(document.sections.names) and document.outline.headings:
        why = f"its headings are others, so {len(missing)} sections would be added at the end"
        yield doubt(
            f"None of the sections is found in {path}.", why=why, cure='map them under [headings]: project = "…"'
        )
    else:
        yield well(f"{path} can be understood; {len(document.marked)} lines are ours")
    yield from _look_for_doubles(document)
    if document.hard_links > 1:
        why = "a write gives the new text to this name alone, and the others keep the old one"
        yield doubt(f"{path} has {document.hard_links} names (hard links).", why=why, cure=f"find ~ -samefile {path}")


def _look_for_doubles(document: Document) -> Iterator[Finding]:
    lines = defaultdict(list)
    for marked in document.marked:
        lines[marked.ref].append(count_lines(document.data, 0, marked.start) + 1)
    for ref, numbers in lines.items():
        if len(numbers) > 1:
            yield doubt(
                f"{document.path}:{numbers[0]}: the marker of {ref} stands {len(numbers)} times.",
                why=f"only one of the lines counts: {', '.join(map(str, numbers))}",
                cure="delete the lines you do not want, or the marker at their end",
            )
