"""The Git connector: a scope a repository, and for each window the commits of mine that arrived in it."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import ClassVar, Final

from connectors.git.changes import read_changes
from connectors.git.child import GitError, inside
from connectors.git.commit import Commit
from connectors.git.documents import read_texts
from connectors.git.evidence import Describer
from connectors.git.examination import Examination, examine_git, look_for_me
from connectors.git.history import History
from connectors.git.identity import Addresses
from connectors.git.owners import read_owners
from connectors.git.patch import ChangeSet
from connectors.git.patterns import compile_patterns
from connectors.git.repository import Repository, expand_paths, list_addresses, open_repository, read_identity
from connectors.git.settings import GitSettings
from harvester.clean import clean_line
from harvester.connector import Codebase, Connector, Identity, Session, digest_basis
from harvester.errors import UsageError
from harvester.model import Evidence, Finding, Gap, Health, Person, Role, Scope, Window

_BATCH: Final = 4_000
"""Commits of mine whose changes are read by one child; git forgets with each what it has unpacked."""
_GROUP: Final = 100
"""Commits of mine whose changes, and the texts of whose documents, are in memory at once."""
_SIDE_BY_SIDE: Final = 4
"""Repositories that are asked about themselves at the same time."""


class GitConnector(Connector[GitSettings]):
    """Reads commits and design documents from repositories on this machine."""

    name: ClassVar[str] = "git"
    settings_type: ClassVar[type] = GitSettings

    def __init__(self, settings: GitSettings, session: Session) -> None:
        super().__init__(settings, session)
        self._mine = Addresses.of(session.me)
        self._newest: dict[tuple[str, Window], datetime] = {}

    def scopes(self) -> Sequence[Scope]:
        """Name a scope for each repository; what turns out to be none is told when it is harvested."""
        basis = digest_basis(self._mine.emails, self._mine.logins, self.settings.design_docs)
        return [Scope(self.name, path, basis) for path in expand_paths(self.settings.repositories)]

    def harvest(self, scope: Scope, window: Window) -> Iterator[Evidence | Gap]:
        """Yield my commits and design documents that arrived in `window`; see `connectors.git.arrival`."""
        try:
            repository = open_repository(scope.key, self.session.check_stop)
            if repository.tip:
                yield from self._harvest_repository(repository, scope, window)
        except GitError as error:
            yield self._gap(scope, error)
        except OSError as error:
            yield self._gap(scope, GitError(f"Cannot be read: {error.strerror or error}."))

    def covered_until(self, scope: Scope, window: Window) -> datetime:
        """Tell the arrival of the newest commit that a harvest of `window` saw, or its beginning if there was none.

        The clone may be pulled weeks late; what is pulled then arrives after what is there now.
        """
        return self._newest.get((scope.key, window), window.since)

    def suggest_identity(self) -> Identity:
        """Take the person of `git config` in the first repository that has one."""
        for scope in self.scopes():
            name, address = read_identity(scope.key)
            if address:
                return Identity.of(name, emails=[address])
        return Identity()

    def list_people(self, limit: int = 20) -> Sequence[Person]:
        """List the authors of the newest commits, with how many are theirs."""
        commits: Counter[str] = Counter()
        names: dict[str, str] = {}
        for scope in self.scopes():
            with suppress(UsageError):  # what cannot be read is told when it is harvested
                for address, name, count in list_addresses(scope.key, limit):
                    commits[address] += count
                    names.setdefault(address, name)
        return [Person(f"email:{address}", names[address], f"{n} commits") for address, n in commits.most_common(limit)]

    def list_codebases(self) -> Iterator[Codebase | Gap]:
        """Yield each repository by its name on the web and its folder's, with its CODEOWNERS."""
        with ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="owners") as pool:
            yield from pool.map(self._describe_codebase, self.scopes())

    def _describe_codebase(self, scope: Scope) -> Codebase | Gap:
        try:
            repository = open_repository(scope.key, self.session.check_stop)
            child = inside(repository.git_dir, check_stop=self.session.check_stop)
            owners = read_owners(child, repository.tip) if repository.tip else ""
        except GitError as error:
            return self._gap(scope, error)
        return Codebase([name for name in (repository.origin.path, repository.name) if name], owners)

    def check(self) -> Iterator[Gap]:
        """Yield the repositories that cannot be opened."""
        for scope in self.scopes():
            try:
                open_repository(scope.key, self.session.check_stop)
            except GitError as error:
                yield self._gap(scope, error)

    def examine(self, *, is_offline: bool = False) -> Iterator[Finding]:
        """Yield what is wrong with git, with the clones and with the addresses; no server is ever asked."""
        del is_offline
        git = examine_git()
        yield git
        if git.state is Health.FAIL:
            return
        examination = Examination(self._mine, self.session)
        with ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="examine") as pool:
            seen = list(pool.map(examination.examine, [scope.key for scope in self.scopes()]))
        for findings, _ in seen:
            yield from findings
        yield from look_for_me(self._mine, [author for _, authors in seen for author in authors])

    def _gap(self, scope: Scope, error: GitError) -> Gap:
        reason = " ".join(part for part in (error.summary, error.cure and f"Try: {error.cure}") if part)
        return Gap(self.name, scope.key, clean_line(reason).removesuffix("."))

    def _harvest_repository(self, repository: Repository, scope: Scope, window: Window) -> Iterator[Evidence | Gap]:
        history = History(
            child=inside(repository.git_dir, check_stop=self.session.check_stop),
            tip=repository.tip,
            now=math.floor(self.session.now.timestamp()),
            show_progress=partial(self._show_progress, repository.name),
        )
        since, until = (math.ceil(end.timestamp()) for end in (window.since, window.until))
        describer = Describer(
            source=self.name,
            repository=repository,
            mine=self._mine,
            design_docs=compile_patterns(self.settings.design_docs),
        )
        yield from _describe_all(describer, history, history.read(since, until, self._mine.needles()))
        if history.newest is not None:
            self._newest[scope.key, window] = datetime.fromtimestamp(history.newest, UTC)
        if history.failure is not None:
            yield self._gap(scope, history.failure)
        if history.is_undated:
            reason = "No commit has a date that can be believed. Try: git log --format=%ci"
            yield Gap(self.name, scope.key, reason, standing=True)
        if history.is_cut_off(repository.boundary, since):
            reason = "The clone is shallow and lacks a part of the window. Try: git fetch --unshallow"
            yield Gap(self.name, scope.key, reason, standing=True)

    def _show_progress(self, what: str, done: int) -> None:
        self.session.show_progress(what, done, None)


def _describe_all(describer: Describer, history: History, commits: Iterator[Commit]) -> Iterator[Evidence]:
    roles = ((commit, role) for commit in commits if (role := describer.role(commit)))
    while batch := list(islice(roles, _BATCH)):
        changed = _read_changes(describer.repository, history, batch)
        while group := list(islice(changed, _GROUP)):
            documents = [one for _, _, changes in group for one in describer.documents(changes)]
            texts = read_texts(history.child, [one.blob for one in documents if one.status == "A"])
            for commit, role, changes in group:
                yield from describer.describe(commit, role, changes, texts)


def _read_changes(
    repository: Repository, history: History, batch: Sequence[tuple[Commit, Role]]
) -> Iterator[tuple[Commit, Role, ChangeSet]]:
    """Read what the commits changed; of merges nothing is theirs, and at a shallow edge git would invent all of it."""
    single = [commit.sha for commit, _ in batch if not commit.is_merge and commit.sha not in repository.boundary]
    answers = _until_failure(history, read_changes(history.child, single, with_lines=not repository.is_partial))
    damaged = 0
    for commit, role in batch:
        changes = ChangeSet(uncounted="shallow" if commit.sha in repository.boundary and not commit.is_merge else "")
        if not (commit.is_merge or changes.uncounted):
            _, changes = next(answers, ("", changes))
        damaged += changes.uncounted == "damaged"
        yield commit, role, changes
    if damaged and history.failure is None:
        history.failure = GitError(f"Changes of {damaged} commits are damaged, the rest was read.", cure="git fsck")


def _until_failure(history: History, answers: Iterator[tuple[str, ChangeSet]]) -> Iterator[tuple[str, ChangeSet]]:
    try:
        yield from answers
    except GitError as failure:
        history.failure = failure
