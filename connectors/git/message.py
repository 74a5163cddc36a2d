"""What a commit message says besides its words: pull requests, reverts, cherry-picks and co-authors. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from harvester.clean import clean_body, clean_line

_SQUASHED: Final = re.compile(r"\s*\((?:#|pull request #)(\d{1,9})\)$")
_MERGED: Final = re.compile(r"Merge pull request #(\d{1,9}) from \S|Merged in \S.{0,300}\(pull request #(\d{1,9})\)")
_MERGE_REQUEST: Final = re.compile(r"^See merge request \S{0,300}!(\d{1,9})$", re.MULTILINE)
_REVERTS: Final = re.compile(r"^This reverts commit ([0-9a-f]{40}(?:[0-9a-f]{24})?)\b", re.MULTILINE)
_REVERTS_RAW: Final = re.compile(_REVERTS.pattern.encode(), re.MULTILINE)
_PICKED: Final = re.compile(r"^\(cherry picked from commit ([0-9a-f]{40}(?:[0-9a-f]{24})?)\)", re.MULTILINE)
_CO_AUTHOR: Final = re.compile(r"^co-authored-by:[ \t]*([^<\n]{0,300})<([^<>\n]{1,300})>", re.MULTILINE | re.IGNORECASE)

NO_MESSAGE: Final = "(no message)"
REVERT: Final = b"\nThis reverts commit "
"""Stands in every raw message that reverts a commit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A commit message, cleaned and taken apart; shas are whole and lower case, "" where there is none.

    `co_authors` are (name, address) pairs as written. `merged_title` is the title of the pull request that a
    merge commit brought.
    """

    title: str
    body: str
    pull_request: int | None = None
    merged_title: str = ""
    reverts: str = ""
    cherry_picked_from: str = ""
    co_authors: tuple[tuple[str, str], ...] = ()


def parse_message(text: str) -> Message:
    """Take a commit message apart."""
    subject, rest = split_subject(text)
    number, title, merged_title = _find_pull_request(subject, rest)
    return Message(
        title=clean_line(title) or NO_MESSAGE,
        body=clean_body(rest.strip()),
        pull_request=number,
        merged_title=clean_line(merged_title),
        reverts=_first(_REVERTS, rest),
        cherry_picked_from=_first(_PICKED, rest),
        co_authors=tuple(dict.fromkeys((name.strip(), address.strip()) for name, address in _CO_AUTHOR.findall(text))),
    )


def parse_merge(text: str) -> Message:
    """Take from the message of a merge what it says about its pull request, and nothing else."""
    number, _, merged_title = _find_pull_request(*split_subject(text))
    return Message(title="", body="", pull_request=number, merged_title=clean_line(merged_title))


def _find_pull_request(subject: str, rest: str) -> tuple[int | None, str, str]:
    """Return the number of a pull request, the title without it, and the title of what a merge merged."""
    merged = _MERGED.match(subject)
    if not merged and subject.startswith("Merge branch "):
        merged = _MERGE_REQUEST.search(rest)
    if merged:
        return int(merged[merged.lastindex or 1]), subject, split_subject(rest)[0]
    squashed = _SQUASHED.search(subject)
    return (int(squashed[1]), subject[: squashed.start()], "") if squashed else (None, subject, "")


def find_reverted(text: bytes) -> bytes:
    """Return the sha that a raw message says it reverts, empty if none."""
    match = _REVERTS_RAW.search(text) if REVERT in text else None
    return match[1] if match else b""


def may_name_pull_request(text: bytes) -> bool:
    """Say cheaply whether a merge commit's raw message can name the pull request that it merges."""
    return b"pull request #" in text or b"See merge request " in text


def split_subject(text: str) -> tuple[str, str]:
    """Split a message into its first paragraph, on one line as git shows it, and the rest."""
    first, _, rest = re.sub(r"\r\n?", "\n", text).lstrip("\n").partition("\n\n")
    return " ".join(line.strip() for line in first.split("\n")).strip(), rest


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""
