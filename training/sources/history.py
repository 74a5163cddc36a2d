"""Histories of code: commits, pull requests as they were merged, and documents as a commit left them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from training.sources.clone import Clone, to_text
from training.sources.piece import LONGEST_BODY, Piece, Touched

LONGEST_MESSAGE, LONGEST_TITLE, LONGEST_REASON = 4_000, 200, 500
"""Characters kept of a message, of a document's title, and of the message of the commit that brought a document."""
MOST_FILES: Final = 60
SHA: Final = 12
"""Characters of a commit's sha in an address."""
MOST_TOLD, LONGEST_TOLD, SHORTEST_TOLD = 5_000, 2_500, 60
"""Messages read of a history without labels, and the characters of one."""

LOG: Final = ("log", "--no-show-signature", "--encoding=UTF-8")
CHANGES: Final = ("--numstat", "--no-renames", "--diff-algorithm=default", "--diff-merges=first-parent")
"""What git's own configuration shall not decide."""
FORMAT: Final = "%x01%H%x02%s%x02%b%x03"
SQUASHED: Final = re.compile(r"\(#\d+\)\s*$")
MERGED: Final = re.compile(r"Merge pull request #\d+ from \S+")
MERGED_WITH_TITLE: Final = re.compile(r"Merge [\w/-]*#\d+: (.*)")
BOILERPLATE: Final = re.compile(
    r"^[0-9a-f]{7,} .*$|Pull request description:|ACKs for top commit:[\s\S]*", re.MULTILINE
)
"""What a script that merges writes around the description: the commits merged, and who agreed."""
HEADING: Final = re.compile(r"^#\s+(.+)$|^title:\s*(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit with the files it changed; of a merge, those that it brought."""

    sha: str
    subject: str
    body: str
    files: Sequence[Touched]

    @property
    def sizes(self) -> dict[str, int]:
        """The lines added and deleted in all of its files."""
        return {
            "added_total": sum(file.added for file in self.files),
            "deleted_total": sum(file.deleted for file in self.files),
        }


def read_pieces(clone: Clone, addresses: Sequence[str]) -> Iterator[Piece]:
    """Read what `owner/name@sha` and `owner/name@sha:path` stand for.

    Raises:
        Missing: a commit or a file is not in the clone.
    """
    names = [address.partition("@")[2].partition(":") for address in addresses]
    commits = {commit.sha[:SHA]: commit for commit in _read_commits(clone, [sha for sha, _, _ in names])}
    for sha, _, path in names:
        yield _make_document(clone, commits[sha], path) if path else _make_change(clone, commits[sha])


def list_messages(clone: Clone) -> Iterator[tuple[str, str]]:
    """List subject and body of the newest commits that are no merges and say more than a few words."""
    log = clone.run(*LOG, "--no-merges", f"--max-count={MOST_TOLD}", "--format=%s%x02%b%x01", clone.source.commit)
    for entry in to_text(log).split("\x01"):
        subject, _, body = entry.strip().partition("\x02")
        if len(subject) + len(body) > SHORTEST_TOLD:
            yield subject, body[:LONGEST_TOLD]


def _read_commits(clone: Clone, names: Sequence[str]) -> Iterator[Commit]:
    clone.require_commits(names)
    counted = [name for name in names if name not in clone.source.without]
    uncounted = [name for name in names if name in clone.source.without]
    for asked, options in ((counted, CHANGES), (uncounted, ())):
        if asked:
            log = clone.run(*LOG, *options, "--no-walk=unsorted", f"--format={FORMAT}", *asked)
            yield from map(_read_commit, to_text(log).split("\x01")[1:])


def _read_commit(entry: str) -> Commit:
    """Read an entry of `git log` in our format, the files behind it."""
    message, _, changes = entry.partition("\x03")
    sha, subject, body = message.split("\x02", 2)
    return Commit(sha, subject, body, [_read_change(line) for line in changes.strip().split("\n") if line])


def _read_change(line: str) -> Touched:
    """Read a line of `git log --numstat`, which counts no lines of what is no text."""
    added, deleted, path = line.split("\t")
    return Touched(path, int(added) if added.isdigit() else 0, int(deleted) if deleted.isdigit() else 0)


def _make_change(clone: Clone, commit: Commit) -> Piece:
    title, body, is_merge = _read_message(commit)
    repository = clone.source.repository
    return Piece(
        address=f"{repository}@{commit.sha[:SHA]}",
        kind="pull_request" if is_merge or SQUASHED.search(title) else "commit",
        repository=repository,
        title=title,
        body=body[:LONGEST_MESSAGE],
        files=commit.files[:MOST_FILES],
        extra={"files_total": len(commit.files), **commit.sizes},
    )


def _read_message(commit: Commit) -> tuple[str, str, bool]:
    """Read title and body, and whether they are those of a pull request that the commit merged."""
    body = commit.body.strip()
    if titled := MERGED_WITH_TITLE.match(commit.subject):
        lines = BOILERPLATE.sub("", body).strip().split("\n")
        return titled[1], "\n".join(line.strip() for line in lines), True
    if MERGED.match(commit.subject) and body:
        title, _, rest = body.partition("\n")
        return title, rest.strip(), True
    return commit.subject, body, False


def _make_document(clone: Clone, commit: Commit, path: str) -> Piece:
    text = to_text(clone.read_file(path, commit.sha))
    heading = HEADING.search(text)
    title = (heading[1] or heading[2]).strip() if heading else path
    repository = clone.source.repository
    return Piece(
        address=f"{repository}@{commit.sha[:SHA]}:{path}",
        kind="design_doc",
        repository=repository,
        title=title[:LONGEST_TITLE],
        body=text[:LONGEST_BODY],
        files=commit.files,
        extra={"pr_title": commit.subject, "pr_body": commit.body[:LONGEST_REASON], **commit.sizes},
    )
