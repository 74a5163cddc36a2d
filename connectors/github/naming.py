"""Refs and people of one GitHub server. A renamed repository keeps the name under which it was first seen. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from connectors.github.records import Actor, Comment, Issue, PullRequest, Repository, Review
from harvester.clean import clean_line
from harvester.model import Person, PersonClass, Ref, encode_path

GHOST: Final = Person("ghost", "", "")
_KEY: Final = re.compile(r"(?:(?P<host>[^/#]+)/)?(?P<owner>[^/#]+)/(?P<name>[^/#]+)#(?P<number>[0-9]+)(?=$|[/:])")


@dataclass(frozen=True, slots=True)
class Naming:
    """Names what one server holds; `host` is "" on github.com, else it stands before each name."""

    source: str
    host: str
    first_names: Mapping[str, str]

    def project(self, repository: Repository) -> str:
        """Give `owner/repo` as it was first seen."""
        return clean_line(self.first_names.get(repository.id) or repository.name)

    def pull_request(self, pull: PullRequest) -> Ref:
        """Name a pull request."""
        return self._ref(pull.repository, pull.number)

    def issue(self, issue: Issue, suffix: str = "") -> Ref:
        """Name an issue; the suffix tells my report of it from its solution."""
        return self._ref(issue.repository, issue.number, suffix)

    def review(self, pull: PullRequest, review: Review) -> Ref:
        """Name a review."""
        return self._ref(pull.repository, pull.number, f"/review/{review.id}")

    def inline(self, pull: PullRequest, comment_id: int) -> Ref:
        """Name an inline comment."""
        return self._ref(pull.repository, pull.number, f"/comment/{comment_id}")

    def conversation(self, pull: PullRequest, comment: Comment) -> Ref:
        """Name a conversation comment."""
        return self._ref(pull.repository, pull.number, f"/issuecomment/{comment.id}")

    def document(self, pull: PullRequest, path: str) -> Ref:
        """Name a design document of a pull request."""
        # JSON can spell half a character, which no file name holds.
        return self._ref(pull.repository, pull.number, f":{encode_path(path.encode('utf-8', 'replace'))}")

    def person(self, actor: Actor | None, role: str) -> Person:
        """Describe somebody else; a deleted account is `ghost`, a bot has `[bot]` behind its login."""
        if actor is None:
            return Person(GHOST.id, "", role)
        host = f"{self.host}/" if self.host else ""
        login = clean_line(actor.key, 100) + ("[bot]" if actor.is_bot else "")
        return Person(f"github:{host}{login}", "", role, PersonClass.BOT if actor.is_bot else "")

    def locate(self, ref: Ref) -> tuple[str, str, int] | None:
        """Give owner, repository and number of a ref of this server; None for what is not here."""
        match = _KEY.match(ref.key) if ref.source == self.source else None
        if match is None or (match["host"] or "") != self.host:
            return None
        return match["owner"], match["name"].replace("%2D", "-"), int(match["number"])

    def _ref(self, repository: Repository, number: int, rest: str = "") -> Ref:
        host = f"{self.host}/" if self.host else ""
        return Ref(self.source, f"{host}{encode_path(self.project(repository))}#{number}{rest}")
