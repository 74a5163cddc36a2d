"""Records of GitHub as evidence of one person: what I merged, what I said and what was said to me. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from connectors.github.documents import DocumentRule
from connectors.github.naming import Naming
from connectors.github.newcomers import Newcomers
from connectors.github.records import Actor, ChangedFile, Comment, Issue, PullRequest, Review
from harvester.clean import clean_body, clean_line
from harvester.model import Context, Evidence, FactValue, FileChange, Kind, Person, Ref, Role, Window

MAX_FILES: Final = 300
"""Files listed with a pull request; the facts say how many there were."""
_CLOCK_SKEW: Final = timedelta(minutes=1)
_STATES: Final = {"DISMISSED", "APPROVED", "CHANGES_REQUESTED", "COMMENTED"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Describer:
    """Turns records into evidence of one person in one window."""

    naming: Naming
    me: frozenset[str]
    now: datetime
    window: Window
    documents: DocumentRule
    closed_within: timedelta

    def describe_mine(self, pull: PullRequest, texts: Mapping[str, str]) -> Iterator[Evidence]:
        """Yield what a pull request of mine is evidence of; `texts` are those of added documents, by path."""
        if pull.merged_at and pull.merged_at in self.window:
            yield self._pull_request(pull, pull.merged_at)
            for file in self.documents.choose(pull.files):
                yield self._document(pull, pull.merged_at, file, texts.get(file.path, ""))
        for review in pull.reviews:
            is_received = self._is_received(review.author)
            if is_received and review.is_review and review.submitted_at in self.window:
                yield self._review(_Said(pull, Role.RECIPIENT, review.author), review)
            for comment in review.comments if review.submitted_at in self.window else ():
                role = self._role_on_mine(comment.author)
                if role:
                    yield self._inline(_Said(pull, role, comment.author), review, comment)
        for comment in pull.comments:
            role = self._role_on_mine(comment.author)
            if role and comment.created_at in self.window:
                yield self._conversation(_Said(pull, role, comment.author), comment)

    def describe_theirs(self, pull: PullRequest, newcomers: Newcomers) -> Iterator[Evidence]:
        """Yield what I said on a pull request of somebody else."""
        if self.is_me(pull.author):
            return
        mine = sorted(
            (one for one in pull.reviews if self.is_me(one.author)), key=lambda one: (one.submitted_at, one.id)
        )
        rounds = [one for one in mine if one.is_review]
        for review in mine:
            if review.submitted_at not in self.window:
                continue
            if review.is_review:
                said = _Said(
                    pull, Role.REVIEWER, pull.author, self._merged_before(pull, newcomers, self._first_word(pull))
                )
                yield self._review(said, review, rounds.index(review) + 1)
            for comment in review.comments:
                first = self._first_in_thread(pull, comment)
                said = _Said(pull, Role.REVIEWER, pull.author, self._merged_before(pull, newcomers, first))
                yield self._inline(said, review, comment)
        for comment in pull.comments:
            if self.is_me(comment.author) and comment.created_at in self.window:
                said = _Said(
                    pull, Role.COMMENTER, pull.author, self._merged_before(pull, newcomers, self._first_word(pull))
                )
                yield self._conversation(said, comment)

    def describe_report(self, issue: Issue) -> Iterator[Evidence]:
        """Yield that I opened an issue."""
        if issue.created_at in self.window:
            yield self._issue(issue, issue.created_at, Role.REPORTER, ())

    def describe_closed(self, issue: Issue, pulls: Sequence[PullRequest]) -> Iterator[Evidence]:
        """Yield that pull requests of mine closed an issue."""
        if issue.closed_at and issue.closed_at in self.window:
            yield self._issue(issue, issue.closed_at, Role.CONTRIBUTOR, sorted(map(self.naming.pull_request, pulls)))

    def is_me(self, actor: Actor | None) -> bool:
        """Say whether an account is one of mine."""
        return actor is not None and actor.key in self.me

    def closes(self, pull: PullRequest) -> Iterator[Issue]:
        """Yield the issues that the merge of a pull request closed."""
        for issue in pull.closes:
            if pull.merged_at and issue.closed_at and issue.is_completed:
                after = issue.closed_at - pull.merged_at
                if -_CLOCK_SKEW <= after < self.closed_within - _CLOCK_SKEW:
                    yield issue

    def first_words(self, pull: PullRequest) -> Iterator[datetime]:
        """Yield when I first spoke in each thread of a pull request in which I spoke inside the window."""
        inline = (comment for one in pull.reviews if self.is_me(one.author) for comment in one.comments
                  if one.submitted_at in self.window)  # fmt: skip
        yield from (self._first_in_thread(pull, comment) for comment in inline)
        spoke = [one.submitted_at for one in pull.reviews if self.is_me(one.author) and one.is_review]
        spoke += [one.created_at for one in pull.comments if self.is_me(one.author)]
        if any(moment in self.window for moment in spoke):
            yield min(spoke)

    def _is_received(self, actor: Actor | None) -> bool:
        return not self.is_me(actor) and not (actor and actor.is_bot)

    def _role_on_mine(self, actor: Actor | None) -> Role | None:
        if self.is_me(actor):
            return Role.AUTHOR
        return Role.RECIPIENT if self._is_received(actor) else None

    def _first_word(self, pull: PullRequest) -> datetime:
        spoke = [one.submitted_at for one in pull.reviews if self.is_me(one.author) and one.is_review]
        return min(spoke + [one.created_at for one in pull.comments if self.is_me(one.author)])

    def _first_in_thread(self, pull: PullRequest, comment: Comment) -> datetime:
        thread = comment.parent or comment.id
        said = (
            (one, other)
            for one in pull.reviews
            if self.is_me(one.author)
            for other in one.comments
            if thread in {other.id, other.parent}
        )
        return min(review.submitted_at for review, _ in said)

    def _merged_before(self, pull: PullRequest, newcomers: Newcomers, moment: datetime) -> int | None:
        return newcomers.count(pull.author, pull.repository, moment)

    def _pull_request(self, pull: PullRequest, merged_at: datetime) -> Evidence:
        reviewers = {
            one.author.key if one.author else "": one.author for one in pull.reviews if not self.is_me(one.author)
        }
        rounds = [one for one in pull.reviews if one.is_review and self._is_received(one.author)]
        links = [self.naming.issue(issue) for issue in pull.closes]
        return Evidence(
            ref=self.naming.pull_request(pull),
            kind=Kind.PULL_REQUEST,
            role=Role.AUTHOR,
            title=_title(pull),
            body=clean_body(pull.body),
            url=pull.url,
            project=self.naming.project(pull.repository),
            happened_at=merged_at,
            updated_at=pull.updated_at,
            people=[self.naming.person(actor, "reviewer") for actor in reviewers.values()],
            labels=[clean_line(label) for label in pull.labels],
            files=[FileChange(clean_line(one.path), one.added, one.deleted) for one in pull.files[:MAX_FILES]],
            facts=_present(
                number=pull.number,
                additions=pull.additions,
                deletions=pull.deletions,
                commits=pull.commits,
                files=pull.changed_files,
                created_at=_rfc3339(pull.created_at),
                merged_by=clean_line(pull.merged_by.key) if pull.merged_by else None,
                hours_to_merge=round((merged_at - pull.created_at).total_seconds() / 3600, 1),
                review_rounds=len(rounds),
                base=clean_line(pull.base),
                head=clean_line(pull.head),
                repository_id=pull.repository.id,
            ),
            links=list(dict.fromkeys([*links, *([Ref("git", pull.merge_sha)] if _is_sha(pull.merge_sha) else [])])),
        )

    def _document(self, pull: PullRequest, merged_at: datetime, file: ChangedFile, text: str) -> Evidence:
        own = self.naming.pull_request(pull)
        return Evidence(
            ref=self.naming.document(pull, file.path),
            kind=Kind.DESIGN_DOC,
            role=Role.AUTHOR,
            title=self.documents.find_title(text) or _title(pull),
            body=clean_body(text or pull.body),
            url=pull.url,
            project=self.naming.project(pull.repository),
            happened_at=merged_at,
            files=[FileChange(clean_line(file.path), file.added, file.deleted)],
            facts=_present(
                added=file.is_added,
                additions=file.added,
                deletions=file.deleted,
                repository_id=pull.repository.id,
            ),
            links=[own, *([Ref("git", pull.merge_sha)] if _is_sha(pull.merge_sha) else [])],
        )

    def _review(self, said: "_Said", review: Review, number: int | None = None) -> Evidence:
        requested = [at for login, at in said.pull.requests if login in self.me and at <= review.submitted_at]
        return self._evidence(
            said,
            ref=self.naming.review(said.pull, review),
            kind=Kind.REVIEW,
            body=review.body,
            url=review.url,
            moments=(review.submitted_at, review.updated_at),
            thread=self.naming.pull_request(said.pull),
            facts={
                "state": clean_line(review.state) if review.state in _STATES else None,
                "requested_at": _rfc3339(max(requested)) if requested else None,
                "opens_thread": review.opens_thread,
                "round": number,
            },
        )

    def _inline(self, said: "_Said", review: Review, comment: Comment) -> Evidence:
        first = self.naming.inline(said.pull, comment.parent or comment.id)
        followed = self._find_followed(said.pull, review, comment) if said.role is Role.REVIEWER else {}
        return self._evidence(
            said,
            ref=self.naming.inline(said.pull, comment.id),
            kind=Kind.REVIEW_COMMENT,
            body=comment.body,
            url=comment.url,
            moments=(review.submitted_at, comment.updated_at),
            thread=first,
            facts={"path": clean_line(comment.path), "line": comment.line, **followed},
            diff=comment.diff,
            reply_to=comment.parent_body,
        )

    def _conversation(self, said: "_Said", comment: Comment) -> Evidence:
        return self._evidence(
            said,
            ref=self.naming.conversation(said.pull, comment),
            kind=Kind.COMMENT,
            body=comment.body,
            url=comment.url,
            moments=(comment.created_at, comment.updated_at),
            thread=self.naming.pull_request(said.pull),
        )

    def _find_followed(self, pull: PullRequest, review: Review, comment: Comment) -> dict[str, FactValue]:
        """Tell what followed a comment of mine; what the server does not tell is left out."""
        thread = next((one for one in pull.threads if any(remark.id == comment.id for remark in one.remarks)), None)
        replies = (
            [one for one in thread.remarks if one.author == pull.author and one.at > comment.created_at]
            if thread
            else []
        )
        return {
            "resolved": thread.is_resolved if thread else None,
            "outdated": thread.is_outdated if thread and thread.is_outdated is not None else comment.is_outdated,
            "replied": bool(replies) if thread else None,
            "pushed_after": pull.pushed_at > review.submitted_at if pull.pushed_at else None,
            "observed_at": _rfc3339(self.now),
        }

    def _evidence(
        self,
        said: "_Said",
        *,
        ref: Ref,
        kind: Kind,
        body: str,
        url: str,
        moments: tuple[datetime, datetime | None],
        thread: Ref,
        facts: Mapping[str, FactValue] | None = None,
        diff: str = "",
        reply_to: str = "",
    ) -> Evidence:
        return Evidence(
            ref=ref,
            kind=kind,
            role=said.role,
            title=_title(said.pull),
            body=clean_body(body),
            url=url,
            project=self.naming.project(said.pull.repository),
            happened_at=moments[0],
            updated_at=moments[1],
            people=self._people(said, kind),
            facts=_present(**(facts or {}), merged_before=said.merged_before, repository_id=said.pull.repository.id),
            links=[self.naming.pull_request(said.pull)],
            thread=thread,
            context=Context(_title(said.pull), clean_body(diff), clean_body(reply_to)),
        )

    def _people(self, said: "_Said", kind: Kind) -> list[Person]:
        """Name who is on the other side: the author I spoke to, or who spoke to me."""
        if said.role is Role.AUTHOR:
            return []
        if said.role is Role.RECIPIENT:
            return [self.naming.person(said.other, "commenter" if kind is Kind.COMMENT else "reviewer")]
        return [self.naming.person(said.other, "author")]

    def _issue(self, issue: Issue, at: datetime, role: Role, links: Sequence[Ref]) -> Evidence:
        is_report = role is Role.REPORTER
        return Evidence(
            ref=self.naming.issue(issue, "/reported" if is_report else ""),
            kind=Kind.TICKET,
            role=role,
            title=clean_line(issue.title) or f"#{issue.number}",
            body=clean_body(issue.body),
            url=issue.url,
            project=self.naming.project(issue.repository),
            happened_at=at,
            updated_at=issue.updated_at,
            people=[] if self.is_me(issue.author) else [self.naming.person(issue.author, "reporter")],
            labels=[clean_line(label) for label in issue.labels],
            facts=_present(
                status="closed" if issue.closed_at else "open",
                created_at=_rfc3339(issue.created_at),
                observed_at=_rfc3339(issue.updated_at or self.now),
                repository_id=issue.repository.id,
            ),
            links=list(links),
        )


@dataclass(frozen=True, slots=True)
class _Said:
    """Where something was said, my part in it, and who is on the other side."""

    pull: PullRequest
    role: Role
    other: Actor | None
    merged_before: int | None = field(default=None)


def _title(pull: PullRequest) -> str:
    return clean_line(pull.title) or f"#{pull.number}"


def _is_sha(text: str) -> bool:
    return len(text) in {40, 64} and all(letter in "0123456789abcdef" for letter in text)


def _present(**facts: FactValue) -> dict[str, FactValue]:
    """Keep the facts that say something."""
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
