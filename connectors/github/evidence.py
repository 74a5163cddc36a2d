"""What records of GitHub are evidence of, for one person in one window: whose it is, in which role, and when. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from connectors.github.aftermath import find_root
from connectors.github.documents import DocumentRule
from connectors.github.newcomers import Newcomers
from connectors.github.records import Actor, Issue, PullRequest
from connectors.github.talk import Said, Talk
from connectors.github.work import Work
from harvester.model import Evidence, Role, Window

CLOSED_WITHIN: Final = timedelta(days=1)
"""How long after a merge an issue may be closed by it."""
_CLOCK_SKEW: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Describer:
    """Turns records into evidence; `me` are my logins as compared."""

    me: frozenset[str]
    window: Window
    documents: DocumentRule
    work: Work
    talk: Talk

    def describe_mine(self, pull: PullRequest, texts: Mapping[str, str]) -> Iterator[Evidence]:
        """Yield what a pull request of mine is evidence of; `texts` are those of added documents, by path."""
        if pull.merged_at and pull.merged_at in self.window:
            yield self.work.describe_pull_request(pull, pull.merged_at)
            for file in self.documents.choose(pull.files):
                yield self.work.describe_document(pull, pull.merged_at, file, texts.get(file.path, ""))
        for review in pull.reviews:
            if review.submitted_at not in self.window:
                continue
            if review.is_review and self._role_on_mine(review.author) is Role.RECIPIENT:
                yield self.talk.describe_review(Said(pull, Role.RECIPIENT, review.author), review)
            for comment in review.comments:
                if role := self._role_on_mine(comment.author):
                    yield self.talk.describe_inline(Said(pull, role, comment.author), review, comment)
        for comment in pull.comments:
            if comment.created_at in self.window and (role := self._role_on_mine(comment.author)):
                yield self.talk.describe_conversation(Said(pull, role, comment.author), comment)

    def describe_theirs(self, pull: PullRequest, newcomers: Newcomers) -> Iterator[Evidence]:
        """Yield what I said on a pull request of somebody else."""
        if self.is_me(pull.author):
            return

        def said(role: Role, first_word: datetime) -> Said:
            return Said(pull, role, pull.author, newcomers.count(pull.author, pull.repository, first_word))

        mine = sorted(
            (one for one in pull.reviews if self.is_me(one.author)), key=lambda one: (one.submitted_at, one.id)
        )
        rounds = [one for one in mine if one.is_review]
        first_words = self._first_words(pull)
        for review in mine:
            if review.submitted_at not in self.window:
                continue
            if review.is_review:
                number = rounds.index(review) + 1
                first_word = self._first_word(pull, review.submitted_at)
                yield self.talk.describe_review(said(Role.REVIEWER, first_word), review, number)
            for comment in review.comments:
                first_word = first_words[find_root(pull, comment)]
                yield self.talk.describe_inline(said(Role.REVIEWER, first_word), review, comment)
        for comment in pull.comments:
            if self.is_me(comment.author) and comment.created_at in self.window:
                first_word = self._first_word(pull, comment.created_at)
                yield self.talk.describe_conversation(said(Role.COMMENTER, first_word), comment)

    def describe_report(self, issue: Issue) -> Iterator[Evidence]:
        """Yield that I opened an issue."""
        if issue.created_at in self.window:
            yield self.work.describe_issue(issue, issue.created_at, Role.REPORTER)

    def describe_closed(self, issue: Issue, pulls: Sequence[PullRequest]) -> Iterator[Evidence]:
        """Yield that pull requests of mine closed an issue."""
        if issue.closed_at and issue.closed_at in self.window:
            refs = sorted(self.work.naming.pull_request(pull) for pull in pulls)
            yield self.work.describe_issue(issue, issue.closed_at, Role.CONTRIBUTOR, refs)

    def closes(self, pull: PullRequest) -> Iterator[Issue]:
        """Yield the issues that the merge of a pull request closed."""
        for issue in pull.closes:
            if pull.merged_at and issue.closed_at and issue.is_completed:
                after = issue.closed_at - pull.merged_at
                if -_CLOCK_SKEW <= after < CLOSED_WITHIN - _CLOCK_SKEW:
                    yield issue

    def speaks_in(self, pull: PullRequest) -> bool:
        """Say whether I said something on a pull request of somebody else in the window."""
        reviews = (
            one.submitted_at for one in pull.reviews if self.is_me(one.author) and (one.is_review or one.comments)
        )
        comments = (one.created_at for one in pull.comments if self.is_me(one.author))
        return not self.is_me(pull.author) and any(moment in self.window for moment in (*reviews, *comments))

    def is_me(self, actor: Actor | None) -> bool:
        """Say whether an account is one of mine."""
        return actor is not None and actor.key in self.me

    def _role_on_mine(self, actor: Actor | None) -> Role | None:
        """Say what something on my own pull request is to me; what bots say there is nothing."""
        if self.is_me(actor):
            return Role.AUTHOR
        return None if actor and actor.is_bot else Role.RECIPIENT

    def _first_word(self, pull: PullRequest, otherwise: datetime) -> datetime:
        """Say when I first spoke in the conversation of a pull request: a review without a body says nothing there."""
        spoke = [one.submitted_at for one in pull.reviews if self.is_me(one.author) and one.body.strip()]
        spoke += [one.created_at for one in pull.comments if self.is_me(one.author)]
        return min(spoke, default=otherwise)

    def _first_words(self, pull: PullRequest) -> Mapping[int, datetime]:
        """Say when I first spoke in each inline thread, by the id of its first comment."""
        spoke: dict[int, datetime] = {}
        for review in pull.reviews:
            for comment in review.comments if self.is_me(review.author) else ():
                root = find_root(pull, comment)
                spoke[root] = min(review.submitted_at, spoke.get(root, review.submitted_at))
        return spoke
