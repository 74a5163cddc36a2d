"""Commits of mine as evidence: the commit itself, and each design document it added or changed. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from connectors.git.commit import Commit
from connectors.git.documents import find_title
from connectors.git.identity import Addresses, name_person
from connectors.git.patch import Change, ChangeSet
from connectors.git.repository import Repository
from harvester.clean import clean_line
from harvester.model import Evidence, FactValue, FileChange, Kind, Person, Ref, Role, encode_path

MAX_FILES: Final = 300
"""Files listed with a commit; the facts say how many there were."""
MAX_DOCUMENTS: Final = 50
"""Design documents taken from one commit: more of them at once is an import, not a decision."""

_LAST_SECOND: Final = 253_402_300_799  # of the year 9999


@dataclass(frozen=True, slots=True, kw_only=True)
class Describer:
    """Turns commits of one repository into evidence of one person."""

    source: str
    repository: Repository
    mine: Addresses
    design_docs: re.Pattern[str]

    def role(self, commit: Commit) -> Role | None:
        """Say what I did in a commit; None means nothing."""
        if commit.address in self.mine:
            return Role.AUTHOR
        is_named = any(address in self.mine for _, address in commit.message.co_authors)
        return Role.CONTRIBUTOR if is_named else None

    def describe(
        self, commit: Commit, role: Role, changes: ChangeSet, texts: Mapping[str, str] | None = None
    ) -> Iterator[Evidence]:
        """Yield the evidence of one commit of mine; `texts` are those of added documents, by blob."""
        yield Evidence(
            ref=Ref(self.source, commit.sha),
            kind=Kind.COMMIT,
            role=role,
            title=commit.message.title,
            body=commit.message.body,
            url=self.repository.origin.commit_url(commit.sha),
            project=self.repository.name,
            happened_at=_moment(commit.arrived),
            people=self._people(commit, role),
            files=[_file_change(one) for one in changes.files[:MAX_FILES]],
            facts=self._facts(commit, changes),
            links=[*self._links(commit)],
        )
        for change in self.documents(changes):
            text = (texts or {}).get(change.blob, "") if change.status == "A" else ""
            yield self._describe_document(commit, role, change, text)

    def documents(self, changes: ChangeSet) -> Sequence[Change]:
        """Give the design documents that a commit added or changed."""
        return [one for one in changes.files if self._is_document(one)][:MAX_DOCUMENTS]

    def _describe_document(self, commit: Commit, role: Role, change: Change, text: str) -> Evidence:
        """Describe a document that was added by its own words, one that was changed by those of the commit."""
        path = encode_path(change.path)
        pull_request = self._pull_request(commit)
        twin = [Ref(pull_request.source, f"{pull_request.key}:{path}")] if pull_request else []
        return Evidence(
            ref=Ref(self.source, f"{commit.sha}:{path}"),
            kind=Kind.DESIGN_DOC,
            role=role,
            title=find_title(text) or commit.message.title,
            body=text or commit.message.body,
            url=self.repository.origin.file_url(commit.sha, change.path),
            project=self.repository.name,
            happened_at=_moment(commit.arrived),
            people=self._people(commit, role),
            files=[_file_change(change)],
            facts=_present(
                authored_at=_rfc3339(commit.authored),
                committed_at=_rfc3339(commit.committed),
                branch=self.repository.branch,
                added=change.status == "A",
                additions=change.added,
                deletions=change.deleted,
            ),
            links=[Ref(self.source, commit.sha), *twin, *([pull_request] if pull_request else [])],
        )

    def _is_document(self, change: Change) -> bool:
        is_unchanged = change.status == "D" or (change.status == "R" and not (change.added or change.deleted))
        return not is_unchanged and bool(self.design_docs.fullmatch(_path_text(change.path)))

    def _facts(self, commit: Commit, changes: ChangeSet) -> dict[str, FactValue]:
        bringer = commit.bringer
        return _present(
            authored_at=_rfc3339(commit.authored),
            committed_at=_rfc3339(commit.committed),
            branch=self.repository.branch,
            pull_request=bringer.pull_request if bringer else None,
            pull_request_title=bringer.merged_title if bringer else None,
            files=len(changes.files) if len(changes.files) > MAX_FILES else None,
            lines_uncounted=changes.uncounted,
            patch_id=changes.patch_id,
            is_merge=commit.is_merge or None,
            cherry_picked_from=commit.message.cherry_picked_from,
            reverts=commit.message.reverts,
            reverted_by=commit.reverted_by,
            co_authors=len(self._co_authors(commit)) or None,
            **({} if changes.uncounted or commit.is_merge else _total(changes.files)),
        )

    def _pull_request(self, commit: Commit) -> Ref | None:
        number = commit.bringer.pull_request if commit.bringer else None
        return self.repository.origin.pull_request(number) if number else None

    def _links(self, commit: Commit) -> Iterator[Ref]:
        if pull_request := self._pull_request(commit):
            yield pull_request
        for sha in (commit.message.reverts, commit.message.cherry_picked_from):
            if sha:
                yield Ref(self.source, sha)

    def _co_authors(self, commit: Commit) -> list[tuple[str, str]]:
        named = [one for one in commit.message.co_authors if one[1] not in self.mine and one[1] != commit.address]
        return list({address.lower(): (name, address) for name, address in named}.values())

    def _people(self, commit: Commit, role: Role) -> list[Person]:
        author = [name_person(commit.name, commit.address, "author")] if role is Role.CONTRIBUTOR else []
        return author + [name_person(name, address, "co-author") for name, address in self._co_authors(commit)]


def _present(**facts: FactValue) -> dict[str, FactValue]:
    """Keep the facts that say something."""
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _total(files: Sequence[Change]) -> dict[str, FactValue]:
    return {
        "additions": sum(one.added or 0 for one in files),
        "deletions": sum(one.deleted or 0 for one in files),
    }


def _file_change(change: Change) -> FileChange:
    return FileChange(_clean_path(change.path), change.added, change.deleted)


@lru_cache(maxsize=1 << 12)  # the same files change again and again, and cleaning is dear
def _clean_path(path: bytes) -> str:
    return clean_line(_path_text(path))


def _path_text(path: bytes) -> str:
    return path.decode("utf-8", "replace")


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _rfc3339(seconds: int | None) -> str | None:
    if seconds is None or seconds > _LAST_SECOND:
        return None
    return f"{_moment(seconds).isoformat()[:19]}Z"
