"""What a text names: pull requests, issues, tickets and commits, and in what relation.

A bare number in passing ("unlike #300") relates nothing. Words that only look like ticket keys (UTF-8, SHA-256,
CVE-2024-1, ISO-8601) are none.
"""

import re
from collections.abc import Collection, Iterator
from enum import IntEnum
from typing import Final, NamedTuple

SCANNED: Final = 16_384
"""Characters of a text that are searched; nobody closes a ticket further down."""


class Relation(IntEnum):
    """Why two things belong together; the lower, the surer."""

    WISH = 0
    PART = 1
    UNDO = 2
    PICK = 3
    CLOSE = 4
    SERIES = 5
    MENTION = 6


class Mention(NamedTuple):
    """A thing named: exactly one of `number` (with `repository`, empty for the text's own), `ticket` and `sha`."""

    relation: Relation
    number: str = ""
    repository: str = ""
    host: str = ""
    ticket: str = ""
    sha: str = ""


NO_PROJECTS: Final = frozenset(
    re.findall(
        r"\w+",
        "AC ADR AES AGPL ALPHA AMD ANSI APACHE API ARM ASCII AV BASE BETA BF BIP BSA BSD CC CET CP CRC CSS CVE CVSS "
        "CWE DAY DDR DES DIN DSA EC ECDSA ECMA EIP EN ERC ES EUPL FIPS FLOAT FP FY GB GCC GH GHSA GMT GO GPL GPT HMAC "
        "HTML HTTP HTTPS IEC IEEE INT IP IPV ISO JAVA JDK JEP JSR KB KEP KOI LATIN LGPL LLAMA LTS MB MD MIT MONTH MP "
        "MPL MSVC NET NF NIST NODE OS OSV PART PB PCI PEP PHASE PHP PKCS POWER PR PY PYSEC RC RFC RHSA RS RSA RUSTSEC "
        "SEP SHA SIG SP SPDX SSL STEP TC TCP TIS TLS TOP UCS UDP UINT USB USN UTC UTF VERSION VP VS WCAG WEEK WG WIN "
        "WINDOWS XML ",
    )
)
"""What stands before a hyphen and a number and is no project of a tracker."""

_KEY: Final = re.compile(r"(?<![A-Za-z0-9_.-])([A-Z][A-Z0-9_]{1,9})-([1-9][0-9]{0,6})(?![\w-]|\.[0-9])")
_BRANCH_KEY: Final = re.compile(r"(?<![A-Za-z0-9])([A-Za-z][A-Za-z0-9]{1,9})-([1-9][0-9]{0,6})(?![A-Za-z0-9])")
_LEADING_KEY: Final = re.compile(
    r"\s{0,4}(?:[A-Za-z]{2,12}(?:\([^()\s]{1,40}\))?!?:\s{0,2})?[\[(]?([A-Z][A-Z0-9_]{1,9})[- ]([1-9][0-9]{0,6})\b"
)
_BRACKETED_KEY: Final = re.compile(r"[\[(]([A-Z][A-Z0-9_]{1,9})-([1-9][0-9]{0,6})[\])]")

_TOKEN: Final = re.compile(
    r"https?://(?P<host>[\w.-]{1,100}(?::[0-9]{1,5})?)/(?P<path>[\w.-]{1,60}/[\w.-]{1,100})/(?:pull"
    r"|issues)/(?P<url_number>[0-9]{1,7})(?![\w/]|#)"
    r"|https?://[\w.:/-]{1,200}/browse/(?P<browse>[A-Z][A-Z0-9_]{1,9}-[1-9][0-9]{0,6})\b"
    r"|(?P<repository>[\w.-]{1,60}/[\w.-]{1,100})?#(?P<number>[1-9][0-9]{0,6})\b|GH-(?P<short>[1-9][0-9]{0,6})\b"
    r"|(?P<ticket>[A-Z][A-Z0-9_]{1,9}-[1-9][0-9]{0,6})(?![\w-]|\.[0-9])|(?P<sha>[0-9a-f]{7,40})\b"
)
_WORDS: Final = {
    Relation.UNDO: r"(?:this )?reverts?(?: commits?| pull requests?)?|this is a revert of|reverting",
    Relation.PICK: r"\(?cherry[- ]picked from(?: commit)?|back-?ports?(?: of)?|back-?ported from",
    Relation.CLOSE: r"fix(?:es|ed)?|close[sd]?|resolve[sd]?|implement(?:s|ed)?|address(?:es|ed)?|completes?",
    Relation.MENTION: r"follow[- ]?ups? (?:to|of|on|for)|follow[- ]?up|(?:step|part) (?:[0-9]{1,2} )?of|contributes to"
    r"|continu(?:es|ed from|ation of)|builds on|based on|depends on|stacked on|split (?:out )?(?:from|of)"
    r"|extracted from|supersedes|replaces|rework of|ref(?:s|erences?)?|relate[sd] to|towards|tracking issue|jira|ticket"
    r"|issue",
}
_RELATION: Final = re.compile(
    r"(?i)(?<![\w-])(?:"
    + "|".join(f"(?P<{relation.name}>{words})" for relation, words in _WORDS.items())
    + r")\s{0,2}:?\s{1,3}(?:(?:the|issues?|pull requests?|prs?|commits?|tickets?|bugs?)\s{1,2}){0,2}"
)
_DENIAL: Final = re.compile(r"(?i)(?:\bnot|n't|\bcannot|\bwithout|\bpartially|\bpartly)\s+$")
_SEPARATOR: Final = re.compile(r"\s{0,2}(?:,|&|\band\b)?\s{1,2}(?:(?:and|closes|fixes|resolves)\s{1,2})?")
_REACH: Final = 100
"""Characters before the first number of a line in which the word that relates it is looked for."""
_HAS_TARGET: Final = re.compile(r"#[0-9]|GH-[0-9]|[A-Z]-[0-9]|/(?:pull|issues|browse)/|[0-9a-f]{7}")
_SQUASHED: Final = re.compile(r"\(#([1-9][0-9]{0,6})\)\s{0,4}$")
_MERGED: Final = re.compile(r"Merge pull request #([1-9][0-9]{0,6})\b")


def is_ticket_key(key: str, projects: Collection[str]) -> bool:
    """Say whether `PAY-12` can be a ticket: its project is known, or at least nothing well known."""
    project = key.partition("-")[0]
    return project in projects or (project not in NO_PROJECTS and not project.isdigit())


def find_carried(title: str) -> str:
    """Return the number of the pull request that a commit's title says it came with, or the empty text."""
    carried = _MERGED.match(title) or _SQUASHED.search(title[-40:])
    return carried[1] if carried else ""


def find_keys(title: str, branch: str, projects: Collection[str]) -> Iterator[Mention]:
    """Yield the tickets a title leads with or has in brackets, and those of known projects in a branch's name."""
    for match in (_LEADING_KEY.match(title), *_BRACKETED_KEY.finditer(title)):
        if match and is_ticket_key(key := f"{match[1]}-{match[2]}", projects):
            yield Mention(Relation.CLOSE, ticket=key)
    for match in _KEY.finditer(title):
        if match[1] in projects:
            yield Mention(Relation.CLOSE, ticket=match[0])
    for match in _BRANCH_KEY.finditer(branch[:200]):
        if (project := match[1].upper()) in projects:
            yield Mention(Relation.CLOSE, ticket=f"{project}-{match[2]}")


def find_related(text: str, projects: Collection[str]) -> Iterator[Mention]:
    """Yield what a text says it closes, reverts, was picked from, continues or belongs to."""
    for line in text[:SCANNED].split("\n"):
        if target := _HAS_TARGET.search(line):
            yield from _find_in_line(line[max(0, target.start() - _REACH) :], projects)


def _find_in_line(line: str, projects: Collection[str]) -> Iterator[Mention]:
    for word in _RELATION.finditer(line):
        if _DENIAL.search(line[max(0, word.start() - 12) : word.start()]):
            continue
        relation = Relation[word.lastgroup or ""]
        position = word.end()
        while token := _TOKEN.match(line, position):
            yield from _read_token(relation, token, projects)
            gap = _SEPARATOR.match(line, token.end())
            position = gap.end() if gap else len(line)
    for key in _KEY.finditer(line):
        if key[1] in projects:
            yield Mention(Relation.MENTION, ticket=key[0])


def _read_token(relation: Relation, token: re.Match[str], projects: Collection[str]) -> Iterator[Mention]:
    if ticket := token["ticket"] or token["browse"]:
        if token["browse"] or is_ticket_key(ticket, projects):
            yield Mention(relation, ticket=ticket)
    elif sha := token["sha"]:
        # A number alone is no commit; "fixes 1234567" names something else.
        if relation in {Relation.UNDO, Relation.PICK} or (not sha.isdigit() and relation is Relation.MENTION):
            yield Mention(relation, sha=sha)
    elif number := token["url_number"]:
        yield Mention(relation, number=number, repository=token["path"], host=token["host"])
    else:
        yield Mention(relation, number=token["number"] or token["short"], repository=token["repository"] or "")
