"""What commits changed: files, lines and a digest of the change, from one git child for many commits.

Lines are left out, and the reason said, where they would be wrong (a shallow clone's edge), would have to be fetched
(a partial clone) or cannot be read (a damaged one). No textconv, external diff or filter runs.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Final

from connectors.git.child import Child, GitFailedError

SECTION_LIMIT: Final = 4 << 20
"""Bytes kept of what git says about one commit."""

_COMMON: Final = (
    "diff-tree",
    "--stdin",
    "--root",
    "-r",
    "--always",
    "--raw",
    "--no-abbrev",
    "--no-color",
    "--no-relative",
)
_LINES: Final = (
    "-M",
    "-l1000",
    "--numstat",
    "--patch",
    "-U0",
    "--full-index",
    "--no-ext-diff",
    "--no-textconv",
    "--diff-algorithm=myers",
    "--indent-heuristic",
    "--submodule=short",
)
_NAMES: Final = ("--no-renames",)
_UNSTABLE: Final = re.compile(rb"^(?:index |@@)[^\n]*\n?", re.MULTILINE)
_WHITE_SPACE: Final = b" \t\r\n\v\f"
_ESCAPE: Final = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPED: Final = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_SUBMODULE: Final = b"160000"


@dataclass(frozen=True, slots=True)
class Change:
    """A changed file: its path in bytes, git's status letter (A, M, D, R, C, T), and lines where they were counted.

    `blob` is the id of its new content.
    """

    path: bytes
    status: str
    added: int | None = None
    deleted: int | None = None
    blob: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSet:
    """What one commit changed; `uncounted` says why lines are missing, `patch_id` is "" where it is."""

    files: Sequence[Change] = ()
    patch_id: str = ""
    uncounted: str = ""


def read_changes(child: Child, shas: Sequence[str], *, with_lines: bool) -> Iterator[tuple[str, ChangeSet]]:
    """Yield what each commit changed, in the order asked; where reading fails, less of that commit.

    Raises:
        GitStalledError: git was given up.
    """
    asked = shas
    while asked:
        done = 0
        try:
            for sha, change_set in _read_sections(child, asked, with_lines=with_lines):
                done += 1
                yield sha, change_set
        except GitFailedError:
            yield asked[done], _read_alone(child, asked[done], with_lines=with_lines)
            done += 1
        asked = asked[done:]


def _read_alone(child: Child, sha: str, *, with_lines: bool) -> ChangeSet:
    """Read one commit, without its lines where they cannot be read."""
    for has_lines in (True, False) if with_lines else (False,):
        try:
            [(_, change_set)] = _read_sections(child, [sha], with_lines=has_lines)
        except (GitFailedError, ValueError):
            continue
        return change_set if has_lines else replace(change_set, uncounted="damaged")
    return ChangeSet(uncounted="damaged")


def _read_sections(child: Child, shas: Sequence[str], *, with_lines: bool) -> Iterator[tuple[str, ChangeSet]]:
    questions = "".join(f"{sha}\n" for sha in shas).encode()
    arguments = (*_COMMON, *(_LINES if with_lines else _NAMES))
    with closing(child.stream(*arguments, stdin=questions)) as chunks:
        for sha, section, is_cut in split_sections(chunks, shas):
            yield sha, parse_section(section, with_lines=with_lines, is_cut=is_cut)


def split_sections(chunks: Iterator[bytes], shas: Sequence[str]) -> Iterator[tuple[str, bytes, bool]]:
    """Cut the answer before each sha, on its own line, in the order asked: no line of a patch can be one.

    Yields sha, section and whether it was cut at SECTION_LIMIT.
    """
    buffer, is_cut, current = b"\n", False, ""
    upcoming = iter(shas)
    heading = f"\n{next(upcoming)}\n".encode()
    for chunk in chunks:
        buffer += chunk
        while heading and (at := buffer.find(heading)) >= 0:
            if current:
                yield current, buffer[: at + 1][:SECTION_LIMIT], is_cut
            current, is_cut = heading.decode().strip(), False
            buffer = buffer[at + len(heading) - 1 :]
            following = next(upcoming, "")
            heading = f"\n{following}\n".encode() if following else b""
        if len(buffer) > SECTION_LIMIT * 2:
            # The end may hold the start of the next heading.
            buffer, is_cut = buffer[:SECTION_LIMIT] + buffer[-len(heading or b"\n") :], True
    if current:
        yield current, buffer[:SECTION_LIMIT], is_cut or len(buffer) > SECTION_LIMIT


def parse_section(section: bytes, *, with_lines: bool, is_cut: bool = False) -> ChangeSet:
    """Read what `diff-tree --raw --numstat --patch` says about one commit."""
    head, _, patch = section.partition(b"\ndiff --git ")
    files, counts = [], []
    for line in head.split(b"\n"):
        if line.startswith(b":"):
            files.append(_parse_raw(line))
        elif line:
            counts.append(_parse_count(line))
    is_counted = with_lines and len(files) == len(counts) and not (is_cut and not patch)
    if is_counted:
        files = [replace(one, added=lines[0], deleted=lines[1]) for one, lines in zip(files, counts, strict=True)]
    files = [one for one in files if one.status]
    uncounted = "" if is_counted else "limit" if with_lines else "partial"
    return ChangeSet(files=files, patch_id="" if is_cut or not patch else digest_patch(patch), uncounted=uncounted)


def _parse_raw(line: bytes) -> Change:
    r"""Read `:<mode> <mode> <sha> <sha> <status>\t<path>[\t<new path>]`; a submodule has no status."""
    description, *paths = line.split(b"\t")
    old_mode, new_mode, _, blob, status = description[1:].split(b" ")
    is_submodule = _SUBMODULE in (old_mode, new_mode)
    return Change(_unquote(paths[-1]), "" if is_submodule else status[:1].decode(), blob=blob.decode())


def _parse_count(line: bytes) -> tuple[int | None, int | None]:
    added, deleted, _ = line.split(b"\t", 2)
    return (int(added), int(deleted)) if added.isdigit() and deleted.isdigit() else (None, None)


def _unquote(path: bytes) -> bytes:
    """Undo git's quoting of a path with unusual bytes."""
    if not path.startswith(b'"'):
        return path
    return _ESCAPE.sub(lambda m: bytes([int(m[1], 8)]) if len(m[1]) == 3 else _ESCAPED.get(m[1], m[1]), path[1:-1])  # noqa: PLR2004 - octal


def digest_patch(patch: bytes) -> str:
    """Digest a change without its place, context and white space, so that rebasing does not alter it."""
    return hashlib.sha1(_UNSTABLE.sub(b"", patch).translate(None, _WHITE_SPACE), usedforsecurity=False).hexdigest()
