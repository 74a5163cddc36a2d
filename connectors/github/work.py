"""What I made as evidence: merged pull requests, their design documents, issues. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from connectors.github.documents import find_title
from connectors.github.facts import keep_present, render_moment, title_of
from connectors.github.naming import Naming
from connectors.github.records import Actor, ChangedFile, Issue, PullRequest
from harvester.clean import clean_body, clean_line
from harvester.model import Evidence, FileChange, Kind, Ref, Role

MAX_FILES: Final = 300
"""Files listed with a pull request; the facts say how many there were."""
_SHA_LENGTHS: Final = frozenset({40, 64})


@dataclass(frozen=True, slots=True)
class Work:
    """Describes work of mine on one server."""

    naming: Naming
    me: frozenset[str]

    def describe_pull_request(self, pull: PullRequest, merged_at: datetime) -> Evidence:
        """Describe a merged pull request; who reviewed it stands in its people, each once."""
        others = {one.author.key if one.author else "": one.author for one in pull.reviews}
        reviewers = [actor for key, actor in others.items() if key not in self.me]
        rounds = [one for one in pull.reviews if one.is_review and not self._is_mine_or_bot(one.author)]
        issues = [self.naming.issue(issue) for issue in pull.closes]
        return Evidence(
            ref=self.naming.pull_request(pull),
            kind=Kind.PULL_REQUEST,
            role=Role.AUTHOR,
            title=title_of(pull),
            body=clean_body(pull.body),
            url=pull.url,
            project=self.naming.project(pull.repository),
            happened_at=merged_at,
            updated_at=pull.updated_at,
            people=[self.naming.person(actor, "reviewer") for actor in reviewers],
            labels=[clean_line(label) for label in pull.labels],
            files=[_file_change(one) for one in pull.files[:MAX_FILES]],
            facts=keep_present(
                number=pull.number,
                additions=pull.additions,
                deletions=pull.deletions,
                commits=pull.commits,
                files=pull.changed_files,
                created_at=render_moment(pull.created_at),
                merged_by=clean_line(pull.merged_by.key) if pull.merged_by else None,
                hours_to_merge=round((merged_at - pull.created_at).total_seconds() / 3600, 1),
                review_rounds=len(rounds),
                base=clean_line(pull.base),
                head=clean_line(pull.head),
                repository_id=pull.repository.id,
            ),
            links=list(dict.fromkeys([*issues, *_commits(pull)])),
        )

    def describe_document(self, pull: PullRequest, merged_at: datetime, file: ChangedFile, text: str) -> Evidence:
        """Describe a design document: an added one by its own words, a changed one by those of the pull request."""
        return Evidence(
            ref=self.naming.document(pull, file.path),
            kind=Kind.DESIGN_DOC,
            role=Role.AUTHOR,
            title=find_title(text) or title_of(pull),
            body=clean_body(text or pull.body),
            url=pull.url,
            project=self.naming.project(pull.repository),
            happened_at=merged_at,
            files=[_file_change(file)],
            facts=keep_present(
                added=file.is_added, additions=file.added, deletions=file.deleted, repository_id=pull.repository.id
            ),
            links=[self.naming.pull_request(pull), *_commits(pull)],
        )

    def describe_issue(self, issue: Issue, at: datetime, role: Role, links: Sequence[Ref] = ()) -> Evidence:
        """Describe an issue that I reported, or that my work closed."""
        is_mine = issue.author is not None and issue.author.key in self.me
        return Evidence(
            ref=self.naming.issue(issue, "/reported" if role is Role.REPORTER else ""),
            kind=Kind.TICKET,
            role=role,
            title=clean_line(issue.title) or f"#{issue.number}",
            body=clean_body(issue.body),
            url=issue.url,
            project=self.naming.project(issue.repository),
            happened_at=at,
            updated_at=issue.updated_at,
            people=[] if is_mine else [self.naming.person(issue.author, "reporter")],
            labels=[clean_line(label) for label in issue.labels],
            facts=keep_present(
                status="closed" if issue.closed_at else "open",
                created_at=render_moment(issue.created_at),
                observed_at=render_moment(issue.updated_at) if issue.updated_at else None,
                repository_id=issue.repository.id,
            ),
            links=links,
        )

    def _is_mine_or_bot(self, actor: Actor | None) -> bool:
        return actor is not None and (actor.is_bot or actor.key in self.me)


def _commits(pull: PullRequest) -> list[Ref]:
    """Give the commit that a merge made, as the Git connector names it."""
    sha = pull.merge_sha
    is_sha = len(sha) in _SHA_LENGTHS and all(letter in "0123456789abcdef" for letter in sha)
    return [Ref("git", sha)] if is_sha else []


def _file_change(file: ChangedFile) -> FileChange:
    return FileChange(clean_line(file.path), file.added, file.deleted)
