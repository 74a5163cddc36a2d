"""Damaged histories: what lies behind an unreadable commit is cut off, so that git can read the rest.

Nothing is repaired, and nothing is written but a graft file of our own.
"""

import re
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Final

from connectors.git.child import Child, GitFailedError
from connectors.git.records import split_lines

MAX_CUTS: Final = 25
"""Unreadable commits beyond which a repository is given up."""

_SHA: Final = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b")
_PLAIN_READING: Final = ("core.commitGraph=false", "core.multiPackIndex=false")


@contextmanager
def cut_damage(child: Child, tip: str) -> Iterator[tuple[Child, int]]:
    """Give a child that can read the whole history of `tip`, and the number of places where it was cut.

    Raises:
        GitFailedError: the damage cannot be cut off.
    """
    with tempfile.NamedTemporaryFile(prefix="grafts-") as graft_file:
        mended = replace(child, settings=_PLAIN_READING, graft_file=graft_file.name)
        for cuts in range(MAX_CUTS):
            ends = _find_ends(mended, tip)
            if not ends:
                yield mended, cuts
                return
            graft_file.writelines(end + b"\n" for end in ends)
            graft_file.flush()
    raise GitFailedError(f"More than {MAX_CUTS} commits cannot be read.", cure="git fsck")


def _find_ends(child: Child, tip: str) -> set[bytes]:
    """Return the commits that have an unreadable parent; none when all of the history can be read."""
    waiting, seen = {tip.encode()}, set[bytes]()
    try:
        with closing(child.stream("rev-list", "--parents", tip, "--")) as chunks:
            for line in split_lines(chunks):
                sha, *parents = line.split(b" ")
                seen.add(sha)
                waiting.discard(sha)
                waiting.update(one for one in parents if one not in seen)
    except GitFailedError as failure:
        unreadable = _SHA.search(failure.stderr)
        ends = _find_children(child, waiting, unreadable[0].encode()) if unreadable else set()
        if not ends:
            raise
        return ends
    return set()


def _find_children(child: Child, candidates: set[bytes], parent: bytes) -> set[bytes]:
    """Return those of some commits that name a parent."""
    questions = b"".join(one + b"\n" for one in sorted(candidates))
    with closing(child.stream("cat-file", "--batch=commit %(objectname)", stdin=questions)) as chunks:
        commit, children = b"", set()
        for line in split_lines(chunks):
            if line.startswith(b"commit "):
                commit = line[7:]
            elif line == b"parent " + parent and commit in candidates:
                children.add(commit)
    return children
