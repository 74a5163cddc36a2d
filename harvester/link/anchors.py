"""Anchors: the plain names under which evidence can be found and pointed to.

`github:acme/pay#412` stands for a pull request or issue, `ticket:PAY-12` for a ticket of any site, `git:<sha>` for a
commit. Something that is named but is no evidence has an anchor too: two commits can name the same absent ticket.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from harvester.link.mentions import Mention, find_keys, find_related
from harvester.model import Evidence, Kind, Ref

_GITHUB_KEY: Final = re.compile(r"((?:[^/#]+/)?[^/#]+/[^/#]+)#([0-9]+)(?=$|[/:])")
_JIRA_KEY: Final = re.compile(r"((?:[^/]+/)?[A-Z][A-Z0-9_]*-[0-9]+)(?=$|/)")
_SHA: Final = re.compile(r"[0-9a-f]{40,64}(?=$|:)")
_REVERT: Final = re.compile(r'Revert "(.+)"')
_NUMBER: Final = re.compile(r"\s\(#[0-9]{1,9}\)(?=\"?$)")
_SHORT: Final = 7
_SPOKEN_KINDS: Final = frozenset({Kind.REVIEW, Kind.REVIEW_COMMENT, Kind.COMMENT})


def is_spoken(one: Evidence) -> bool:
    """Say whether this was said about work (a review, a comment), rather than being work."""
    return one.kind in _SPOKEN_KINDS


def find_anchor(ref: Ref) -> str:
    """Name what a ref is about: a file of a pull request is about that pull request, a report about its ticket."""
    key = ref.key
    if ref.source == "git" and (sha := _SHA.match(key)):
        return f"git:{sha[0]}"
    if ref.source == "github" and (thread := _GITHUB_KEY.match(key)):
        return f"github:{thread[0].casefold()}"
    if ref.source == "jira" and (ticket := _JIRA_KEY.match(key)):
        return f"ticket:{ticket[1]}"
    return str(ref)


def find_repository(ref: Ref) -> str:
    """Return `[host/]owner/repo` of a GitHub ref, folded; else the empty text."""
    thread = _GITHUB_KEY.match(ref.key) if ref.source == "github" else None
    return thread[1].casefold() if thread else ""


def find_document_path(ref: Ref) -> str:
    """Return the path of a design document's ref, else the empty text."""
    start = ref.key.find(":") if ref.source == "git" else ref.key.find(":", max(ref.key.find("#"), 0))
    return ref.key[start + 1 :] if start >= 0 else ""


def name_anchor(anchor: str) -> str:
    """Name an anchor as a reason does: `#412`, `PAY-12`, `commit 1a2b3c4`."""
    source, _, key = anchor.partition(":")
    if source == "git":
        return f"commit {key[:_SHORT]}"
    if source == "github":
        return "#" + key.rpartition("#")[2]
    return f"#{key.rpartition('#')[2]}" if source == "local" else key.rpartition("/")[2]


def _find_folder(one: Evidence) -> str:
    return one.project.casefold().rpartition("/")[2]


def _fold_title(one: Evidence) -> tuple[str, str]:
    return _find_folder(one), _NUMBER.sub("", one.title[:400]).strip()


class Directory:
    """What is known of all evidence, which comes in the order of time: trackers, repositories, commits, titles."""

    def __init__(self, evidence: Iterable[Evidence]) -> None:
        tickets: dict[str, set[str]] = defaultdict(set)
        repositories: dict[str, set[str]] = defaultdict(set)
        self._commits: dict[str, list[str]] = defaultdict(list)
        self._titled: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
        for one in evidence:
            for ref in (one.ref, *one.links):
                anchor = find_anchor(ref)
                if anchor.startswith("ticket:"):
                    tickets[name_anchor(anchor)].add(anchor)
                if repository := find_repository(ref):
                    repositories[repository.rpartition("/")[2]].add(repository)
            if one.kind in {Kind.COMMIT, Kind.PULL_REQUEST}:
                self._titled[_fold_title(one)].append((one.happened_at.timestamp(), find_anchor(one.ref)))
            if one.kind is Kind.COMMIT and (anchor := find_anchor(one.ref)).startswith("git:"):
                self._commits[anchor[4 : 4 + _SHORT]].append(anchor)
        self._tickets = {key: next(iter(known)) for key, known in tickets.items() if len(known) == 1}
        self.projects: Collection[str] = frozenset(key.rpartition("-")[0] for key in tickets)
        self._repositories = {name: next(iter(known)) for name, known in repositories.items() if len(known) == 1}

    def find_home(self, one: Evidence) -> str:
        """Return the `[host/]owner/repo` that a bare number in this evidence belongs to, or its folder's name."""
        for ref in (one.ref, *one.links):
            if repository := find_repository(ref):
                return repository
        folder = _find_folder(one)
        return self._repositories.get(folder) or folder

    def find_commit(self, sha: str) -> str:
        """Return the anchor of a commit by its abbreviated sha; empty when none or several have it."""
        known = [anchor for anchor in self._commits.get(sha[:_SHORT], ()) if anchor.startswith(f"git:{sha}")]
        return known[0] if len(known) == 1 else ""

    def find_reverted(self, one: Evidence) -> str:
        """Return the anchor of the newest earlier change that `Revert "title"` names; else the empty text."""
        folder, title = _fold_title(one)
        if not (quoted := _REVERT.fullmatch(title)):
            return ""
        titled = self._titled.get((folder, quoted[1]), [])
        place = bisect_left(titled, (one.happened_at.timestamp(), ""))
        return titled[place - 1][1] if place else ""

    def resolve(self, mention: Mention, home: str) -> str:
        """Return the anchor that a mention in a text of repository `home` points to, or the empty text."""
        if mention.ticket:
            return self._tickets.get(mention.ticket) or f"ticket:{mention.ticket}"
        if mention.sha:
            return self.find_commit(mention.sha)
        repository = mention.repository.casefold() or home
        host = mention.host.casefold()
        if host not in {"", "github.com", "www.github.com"}:
            repository = f"{host}/{repository}"
        return f"github:{repository}#{mention.number}" if "/" in repository else f"local:{home}#{mention.number}"

    def find_mentions(self, one: Evidence) -> Iterator[tuple[Mention, str]]:
        """Yield what the title, branch and body of a piece of work name, each with its anchor."""
        home = self.find_home(one)
        branch = one.facts.get("head") if one.kind is Kind.PULL_REQUEST else None
        named = [*find_keys(one.title, str(branch or ""), self.projects)]
        if one.kind is not Kind.TICKET:
            named += find_related(f"{one.title}\n{one.body}", self.projects)
        for mention in named:
            if anchor := self.resolve(mention, home):
                yield mention, anchor
