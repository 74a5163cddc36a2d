"""Makes the folder that `training.classify --beside` learns from, out of clones of public repositories.

usage: python -m training.gather CLONES --out FOLDER

CLONES holds a clone of every repository in `training/sources/sources.toml`: at `owner+name/repo`, `owner+name` or
`owner/name`. FOLDER gets `records.jsonl`, the texts that `training/labels` labels, and `comments.jsonl` and
`work.jsonl`, texts without labels. The same clones give the same bytes. Nothing is fetched, and no text is kept in
the project. Needs git and openpyxl.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from harvester.files import replace_file
from training.sources import archive, backup, history, sheet
from training.sources.catalogue import Catalogue, Missing, read_catalogue
from training.sources.clone import Clone, open_clone
from training.sources.label import Label, read_comment_labels, read_work_labels
from training.sources.piece import Piece, drop_repeated

HERE: Final = Path(__file__).parent

Lines = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The clones of a catalogue, all there, each with its commit."""

    archives: Sequence[Clone]
    backups: Sequence[Clone]
    sheets: Sequence[Clone]
    histories: Sequence[Clone]


def open_shelf(clones: Path, catalogue: Catalogue) -> Shelf:
    """Find the clone of every source before the first is read.

    Raises:
        Missing: a clone or its commit is not there.
    """
    kinds = (catalogue.archives, catalogue.backups, catalogue.sheets, catalogue.histories)
    return Shelf(*([open_clone(clones, source) for source in sources] for sources in kinds))


def gather(shelf: Shelf, labels: Sequence[Label]) -> dict[str, Lines]:
    """Read everything, and give the lines of each file by its name.

    Raises:
        Missing: a commit, a file or the text of a label is not there.
    """
    comments, tickets = read_threads(shelf)
    changes = read_labelled(shelf.histories, [label.address for label in labels])
    pieces = {piece.address: piece for piece in (*comments, *tickets, *changes)}
    if lost := [label.address for label in labels if label.address not in pieces]:
        raise Missing(f"labels of texts that no source holds: {', '.join(lost)}")
    return {
        "records.jsonl": [pieces[label.address].to_record(label) for label in labels],
        "comments.jsonl": [_tell(comment.place, "", comment.body) for comment in comments],
        "work.jsonl": [*_tell_histories(shelf.histories), *_tell_tickets(tickets)],
    }


def read_threads(shelf: Shelf) -> tuple[list[Piece], list[Piece]]:
    """Read all comments, of those that say the same the first, and all tickets."""
    comments: list[Piece] = []
    tickets: list[Piece] = []
    for clone in shelf.archives:
        kept = archive.read_archive(clone)
        comments.extend(archive.list_comments(kept))
        tickets.extend(archive.list_tickets(kept))
    for clone in shelf.backups:
        threads = backup.read_backup(clone)
        comments.extend(backup.list_comments(clone.source.about, threads))
        tickets.extend(backup.list_tickets(clone.source.about, threads))
    for clone in shelf.sheets:
        comments.extend(sheet.list_comments(clone))
    return drop_repeated(comments), tickets


def read_labelled(histories: Sequence[Clone], addresses: Sequence[str]) -> Iterator[Piece]:
    """Read the commits, pull requests and documents among these addresses."""
    for clone in histories:
        start = f"{clone.source.repository}@"
        if of_this := [address for address in addresses if address.startswith(start)]:
            yield from history.read_pieces(clone, of_this)


def write(folder: Path, files: Mapping[str, Lines]) -> None:
    """Write the files, each whole or not at all."""
    # Only ASCII: some characters of these texts would end a line.
    contents = {name: "".join(f"{json.dumps(line)}\n" for line in lines).encode() for name, lines in files.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        replace_file(folder / name, content)
        sys.stderr.write(f"{name}: {len(files[name])} lines\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Gather, or say what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clones", type=Path, help="the folder of clones")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write to")
    chosen = parser.parse_args(arguments)
    labels = [*read_work_labels(HERE / "labels" / "work.tsv"), *read_comment_labels(HERE / "labels" / "comments.tsv")]
    try:
        files = gather(open_shelf(chosen.clones, read_catalogue(HERE / "sources" / "sources.toml")), labels)
    except Missing as missing:
        sys.stderr.write(f"{missing}\n")
        return 2
    write(chosen.out, files)
    return 0


def _tell_histories(histories: Sequence[Clone]) -> Iterator[Mapping[str, str]]:
    for clone in histories:
        if clone.source.is_told:
            for subject, body in history.list_messages(clone):
                yield _tell(clone.source.repository, subject, body)


def _tell_tickets(tickets: Sequence[Piece]) -> Iterator[Mapping[str, str]]:
    for ticket in tickets:
        yield _tell(ticket.place, ticket.title, ticket.body[: history.LONGEST_TOLD])


def _tell(place: str, title: str, body: str) -> Mapping[str, str]:
    return {"place": place, "title": title, "body": body}


if __name__ == "__main__":
    sys.exit(main())
