"""What goes wrong with repositories in silence: commits under another address, clones that lack a part of the past.

Nothing is fetched or written, and of a repository only what git children under the recipe say is believed.
"""

import os
import shlex
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from connectors.git.arrival import NO_DATE, REACH, read_chain
from connectors.git.child import Child, GitError, GitFailedError, inside
from connectors.git.identity import Addresses, fold_address, login_of
from connectors.git.records import split_lines
from connectors.git.repository import Repository, list_authors, open_repository, read_identity
from harvester.clean import clean_line
from harvester.connector import Session
from harvester.model import Finding, Health

STALE: Final = timedelta(weeks=2)
"""How old the newest commit of a clone may be before it is asked whether the clone is."""
SAFE_GIT: Final = (2, 35, 2)
"""From here on git refuses to read repositories of other users by itself (CVE-2022-24765)."""
_SEEN: Final = 5
_EMAILS: Final = "harvester config path names the file: add {} to emails under [me]"

Author = tuple[str, str, int]
"""Address, name, commits."""


def examine_git() -> Finding:
    """Say which git there is."""
    try:
        answer = Child(place=()).read("version").decode("ascii", "replace")
    except GitError as error:
        return Finding(state=Health.FAIL, what=error.what, cure="install git, then: git --version")
    version = clean_line(answer.removeprefix("git version "), 40)
    numbers = tuple(int(part) for part in version.split(".")[:3] if part.isdigit())
    if numbers < SAFE_GIT:
        wanted = ".".join(map(str, SAFE_GIT))
        why = f"before {wanted} git reads repositories of other users without a word"
        return Finding(state=Health.WARN, what=f"git is {version}.", why=why, cure=f"install git {wanted} or newer")
    return Finding(state=Health.OK, what=f"git {version}")


@dataclass(frozen=True, slots=True)
class Examination:
    """Examines repositories on behalf of one person."""

    mine: Addresses
    session: Session

    def examine(self, path: str) -> tuple[Sequence[Finding], Sequence[Author]]:
        """Give what is found of one repository, and its latest authors."""
        try:
            repository = open_repository(path, self.session.check_stop)
            if not repository.tip:
                return [Finding(state=Health.OK, what=f"{path} has no commit yet")], []
            authors = list_authors(repository)
            looks = (_Clone(path, repository, self.session).look(), self._look_at_authors(path, authors))
            troubles = [finding for look in looks for finding in look]
        except GitError as error:
            what = f"{path}: {error.what[:1].lower()}{error.what[1:]}"
            return [Finding(state=Health.FAIL, what=what, why=error.why, cure=error.cure)], []
        return troubles or [Finding(state=Health.OK, what=f"{path} is whole and up to date")], authors

    def _look_at_authors(self, path: str, authors: Sequence[Author]) -> Iterator[Finding]:
        name, configured = read_identity(path)
        reasons = dict(self._find_unknown(authors, name))
        if configured and configured not in self.mine:
            reasons.setdefault(fold_address(configured), "git config of this repository commits with it")
        for address, reason in reasons.items():
            count = sum(commits for one, _, commits in authors if one == address)
            yield Finding(
                state=Health.WARN,
                what=f"{path}: {address} may be you, and is not among your addresses.",
                why=f"{reason}; {count} of its latest commits are not harvested" if count else reason,
                cure=_EMAILS.format(f'"{address}"'),
            )

    def _find_unknown(self, authors: Sequence[Author], configured: str) -> Iterator[tuple[str, str]]:
        names = {_fold(name) for name in (self.session.me.name, configured)}
        names |= {_fold(name) for address, name, _ in authors if address in self.mine}
        for address, name, _ in authors:
            if address and address not in self.mine:
                if _fold(name) in names - {""}:
                    yield address, f"its name is yours, {name!r}"
                elif login_of(address) in self._logins():
                    yield address, "it is GitHub's address for a login that looks like yours"

    def _logins(self) -> set[str]:
        """Give the logins that are mine, or spell the part of an address of mine before the @."""
        return {*self.mine.logins, *(address.partition("@")[0] for address in self.mine.emails)} - {""}


def look_for_me(mine: Addresses, authors: Sequence[Author]) -> Iterator[Finding]:
    """Say it when nobody's commits are mine, in all repositories together."""
    if not authors or any(address in mine for address, _, _ in authors):
        return
    most = sorted(authors, key=lambda one: -one[2])[:_SEEN]
    seen = ", ".join(f"{address} ({name}, {count} commits)" for address, name, count in most)
    if most[0][1].rstrip().endswith("[bot]"):
        why = f"{most[0][1]} merges here, so your work stands under its name; seen lately: {seen}"
        cure = "switch [connectors.github] on, which knows whose pull request it was"
    else:
        why, cure = f"seen lately: {seen}", _EMAILS.format("yours")
    yield Finding(state=Health.WARN, what="None of the latest commits is yours.", why=why, cure=cure)


@dataclass(frozen=True, slots=True)
class _Clone:
    """A clone, and what it may lack of what is merged elsewhere."""

    path: str
    repository: Repository
    session: Session

    @property
    def _child(self) -> Child:
        return inside(self.repository.git_dir, check_stop=self.session.check_stop)

    def look(self) -> Iterator[Finding]:
        """Yield what is wrong with the clone."""
        at, has_remote = f"git -C {_q(self.path)}", self._answers("config", "--get-regexp", r"^remote\..*\.url$")
        fetched, grafts = self._find_files()
        yield from self._look_at_age(at, fetched, has_remote=has_remote)
        if self.repository.boundary:
            why = "commits behind its edge are missing, and changes at it cannot be counted"
            yield self._warn("is a shallow clone", why, f"{at} fetch --unshallow")
        if self.repository.is_partial:
            why = "what it lacks is not fetched, so that lines of changes cannot be counted"
            yield self._warn("is a partial clone", why, "clone it again, without --filter")
        if self._has_refs("refs/remotes/origin/") and not self._has_refs("refs/remotes/origin/HEAD"):
            why = f"so what is checked out is read, {self.repository.branch or 'no branch'}, instead of the main branch"
            yield self._warn("does not know its main branch (origin/HEAD)", why, f"{at} remote set-head origin --auto")
        elif not self.repository.branch:
            why = "commits made on a branch meanwhile are not read"
            yield self._warn("has a detached HEAD", why, f"{at} switch main")
        if self._has_refs("refs/replace/") or grafts.is_file():
            why = "harvester reads the history as it was committed, not as git log shows it here"
            cure = f"{at} replace --list shows them; {_q(str(grafts))} holds grafts"
            yield self._warn("replaces a part of its history (replace refs or grafts)", why, cure)

    def _look_at_age(self, at: str, fetched: Path, *, has_remote: bool) -> Iterator[Finding]:
        newest = self._find_newest()
        if newest is None:
            why = "a commit counts on the day it arrived, and these are on none"
            yield self._warn("has no commit with a date that can be believed", why, f"{at} log --format=%ci")
            return
        age = self.session.now - newest
        if age < STALE or self.session.now - _changed_at(fetched) < STALE:
            return
        weeks = f"its newest commit is {age.days // 7} weeks old, of {newest:%Y-%m-%d}"
        if has_remote:
            yield self._warn(f"was not pulled for long: {weeks}", "what was merged since is missing", f"{at} pull")
        else:
            cure = "if you work elsewhere now, name that repository under [connectors.git]"
            yield self._warn(
                f"stands still: {weeks}", "it has no remote, so nothing can be missing but your commits", cure
            )

    def _find_newest(self) -> datetime | None:
        """Find when the newest commit arrived, as a harvest would see it."""
        now = int(self.session.now.timestamp())
        arguments = ("--first-parent", "--timestamp", "--parents", f"--max-count={REACH}", self.repository.tip, "--")
        with closing(self._child.stream("rev-list", *arguments)) as chunks:
            newest = read_chain(split_lines(chunks), since=now, now=now).arrivals()[0]
        return None if newest == NO_DATE else datetime.fromtimestamp(newest, UTC)

    def _find_files(self) -> tuple[Path, Path]:
        """Name the file that a fetch leaves, and the file of grafts."""
        # Asked for the grafts themselves git names the empty file that stands in their place for its children.
        answer = self._child.read("rev-parse", "--git-path", "FETCH_HEAD", "--git-path", "info")
        fetched, _, info = os.fsdecode(answer).removesuffix("\n").partition("\n")
        return Path(fetched), Path(info) / "grafts"

    def _has_refs(self, prefix: str) -> bool:
        return bool(self._child.read("for-each-ref", "--count=1", "--format=%(refname)", prefix).strip())

    def _answers(self, *arguments: str) -> bool:
        try:
            return bool(self._child.read(*arguments).strip())
        except GitFailedError:
            return False

    def _warn(self, state: str, why: str, cure: str) -> Finding:
        return Finding(state=Health.WARN, what=f"{self.path} {state}.", why=why, cure=cure)


def _changed_at(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.lstat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()


def _q(path: str) -> str:
    return shlex.quote(path)
