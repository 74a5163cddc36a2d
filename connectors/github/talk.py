"""What was said as evidence: reviews, inline comments with what followed them, conversation. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from connectors.github.aftermath import approves_after, find_root, follow_inline, follow_spoken
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
        has_body = bool(review.body.strip())
        followed: dict[str, FactValue] = {}
        if has_body and said.role is Role.REVIEWER:
            followed = follow_spoken(said.pull, review.submitted_at, self.now)
            followed["approved_after"] = approves_after(said.pull, review)
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
                "has_body": has_body,
                **followed,
            },
        )

    def describe_inline(self, said: Said, review: Review, comment: Comment) -> Evidence:
        """Describe an inline comment, dated by its review; what followed is told of mine on others' work."""
        followed = follow_inline(said.pull, review, comment, self.now) if said.role is Role.REVIEWER else {}
        return self._describe(
            said,
            ref=self.naming.inline(said.pull, comment.id),
            kind=Kind.REVIEW_COMMENT,
            body=comment.body,
            url=comment.url,
            moments=(review.submitted_at, comment.updated_at),
            thread=self.naming.inline(said.pull, find_root(said.pull, comment)),
            facts={"path": clean_line(comment.path), "line": comment.line, **followed},
            context=(comment.diff, comment.parent_body),
        )

    def describe_conversation(self, said: Said, comment: Comment) -> Evidence:
        """Describe a conversation comment; what followed is told of mine on others' work."""
        followed = follow_spoken(said.pull, comment.created_at, self.now) if said.role is Role.COMMENTER else {}
        return self._describe(
            said,
            ref=self.naming.conversation(said.pull, comment),
            kind=Kind.COMMENT,
            body=comment.body,
            url=comment.url,
            moments=(comment.created_at, comment.updated_at),
            facts=followed,
        )

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
