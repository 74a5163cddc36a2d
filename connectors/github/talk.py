"""What was said as evidence: reviews, inline comments with what followed them, conversation. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from connectors.github.facts import keep_present, render_moment, title_of
from connectors.github.naming import Naming
from connectors.github.records import Actor, Comment, PullRequest, Review
from harvester.clean import clean_body, clean_line
from harvester.model import Context, Evidence, FactValue, Kind, Person, Ref, Role

_STATES: Final = frozenset({"DISMISSED", "APPROVED", "CHANGES_REQUESTED", "COMMENTED"})


@dataclass(frozen=True, slots=True)
class Said:
    """Where something was said, my part in it, who is on the other side, and what they had merged before."""

    pull: PullRequest
    role: Role
    other: Actor | None
    merged_before: int | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """Describes what was said to me and by me on one server, as observed at `now`."""

    naming: Naming
    me: frozenset[str]
    now: datetime

    def describe_review(self, said: Said, review: Review, number: int | None = None) -> Evidence:
        """Describe a review; `number` counts mine on one pull request."""
        requested = [at for login, at in said.pull.requests if login in self.me and at <= review.submitted_at]
        return self._describe(
            said,
            ref=self.naming.review(said.pull, review),
            kind=Kind.REVIEW,
            body=review.body,
            url=review.url,
            moments=(review.submitted_at, review.updated_at),
            facts={
                "state": review.state if review.state in _STATES else None,
                "requested_at": render_moment(max(requested)) if requested else None,
                "opens_thread": review.opens_thread,
                "round": number,
            },
        )

    def describe_inline(self, said: Said, review: Review, comment: Comment) -> Evidence:
        """Describe an inline comment, dated by its review; what followed is told of mine on others' work."""
        followed = self._find_followed(said.pull, review, comment) if said.role is Role.REVIEWER else {}
        return self._describe(
            said,
            ref=self.naming.inline(said.pull, comment.id),
            kind=Kind.REVIEW_COMMENT,
            body=comment.body,
            url=comment.url,
            moments=(review.submitted_at, comment.updated_at),
            thread=self.naming.inline(said.pull, comment.parent or comment.id),
            facts={"path": clean_line(comment.path), "line": comment.line, **followed},
            context=(comment.diff, comment.parent_body),
        )

    def describe_conversation(self, said: Said, comment: Comment) -> Evidence:
        """Describe a conversation comment."""
        return self._describe(
            said,
            ref=self.naming.conversation(said.pull, comment),
            kind=Kind.COMMENT,
            body=comment.body,
            url=comment.url,
            moments=(comment.created_at, comment.updated_at),
        )

    def _find_followed(self, pull: PullRequest, review: Review, comment: Comment) -> dict[str, FactValue]:
        """Tell what followed a comment of mine; what the server does not tell is left out."""
        followed: dict[str, FactValue] = {"observed_at": render_moment(self.now), "outdated": comment.is_outdated}
        if pull.pushed_at:
            followed["pushed_after"] = pull.pushed_at > review.submitted_at
        thread = next((one for one in pull.threads if any(remark.id == comment.id for remark in one.remarks)), None)
        if thread:
            later = (remark for remark in thread.remarks if remark.at > comment.created_at)
            followed["replied"] = any(remark.author == pull.author for remark in later)
            followed["resolved"] = thread.is_resolved
            followed["outdated"] = comment.is_outdated if thread.is_outdated is None else thread.is_outdated
        return followed

    def _describe(
        self,
        said: Said,
        *,
        ref: Ref,
        kind: Kind,
        body: str,
        url: str,
        moments: tuple[datetime, datetime | None],
        thread: Ref | None = None,
        facts: Mapping[str, FactValue] | None = None,
        context: tuple[str, str] = ("", ""),
    ) -> Evidence:
        own = self.naming.pull_request(said.pull)
        diff, reply_to = context
        return Evidence(
            ref=ref,
            kind=kind,
            role=said.role,
            title=title_of(said.pull),
            body=clean_body(body),
            url=url,
            project=self.naming.project(said.pull.repository),
            happened_at=moments[0],
            updated_at=moments[1],
            people=self._people(said, kind),
            facts=keep_present(
                **(facts or {}), merged_before=said.merged_before, repository_id=said.pull.repository.id
            ),
            links=[own],
            thread=thread or own,
            context=Context(title_of(said.pull), clean_body(diff), clean_body(reply_to)),
        )

    def _people(self, said: Said, kind: Kind) -> list[Person]:
        """Name who is on the other side: the author I spoke to, or who spoke to me."""
        if said.role is Role.AUTHOR:
            return []
        if said.role is Role.RECIPIENT:
            return [self.naming.person(said.other, "commenter" if kind is Kind.COMMENT else "reviewer")]
        return [self.naming.person(said.other, "author")]
