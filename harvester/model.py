"""The words of Harvester as frozen values.

evidence    what a source says happened: one linked, dated fact about the person
ref         the permanent readable id of a piece of evidence, `source:key`
scope       a part of a source that is read, and covered, as one
window      half-open span of time `[since, until)`
gap         a part of a source that could not be read, with its reason
work item   evidence that belongs together
match       evidence x criterion: strength and the reason in words
judgement   what the classifier says of a piece of evidence
draft       the sentence proposed for a work item
entry       a line of the brag document that the person claims
verdict     what the person decided about a draft
finding     what an examination says of one thing: how it fares, and what helps

Standard library only; nothing here does I/O. Field names are those of the export format.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import total_ordering
from typing import Final, Self


class Kind(StrEnum):
    """What a piece of evidence is."""

    COMMIT = "commit"
    PULL_REQUEST = "pull_request"
    REVIEW = "review"
    REVIEW_COMMENT = "review_comment"
    COMMENT = "comment"
    DESIGN_DOC = "design_doc"
    TICKET = "ticket"
    NOTE = "note"


class Role(StrEnum):
    """What the person did in it."""

    AUTHOR = "author"
    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    COMMENTER = "commenter"
    RECIPIENT = "recipient"
    REPORTER = "reporter"
    ASSIGNEE = "assignee"


class Category(StrEnum):
    """The section of the brag document that work belongs to; routine work is never drafted."""

    PROJECT = "project"
    DECISION = "decision"
    PROBLEM_PREVENTED = "problem_prevented"
    FEEDBACK = "feedback"
    MENTORSHIP = "mentorship"
    ROUTINE = "routine"


DRAFTED_CATEGORIES: Final = tuple(category for category in Category if category is not Category.ROUTINE)
"""The categories that have a heading, in the order of the document."""

CORE_TAGS: Final = (
    "ownership",
    "autonomy",
    "system_understanding",
    "product_judgement",
    "growth_of_others",
    "communication",
    "collaboration",
    "scope",
    "impact",
    "craft",
    "operations",
    "planning",
)
"""What the criteria of every rubric map to."""


class VerdictKind(StrEnum):
    """What the person decided."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    LATER = "later"


class PersonClass(StrEnum):
    """Who somebody is to the person; the empty class is unknown."""

    JUNIOR = "junior"
    PEER = "peer"
    SENIOR = "senior"
    MANAGER = "manager"
    BOT = "bot"
    NEWCOMER = "newcomer"
    UNKNOWN = ""


_PATH_BYTES: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-")


def encode_path(path: str | bytes) -> str:
    """Spell a path for a ref: bytes outside `[A-Za-z0-9._/-]` and the second of two hyphens percent-encoded.

    A path of a ref can therefore neither hold white space nor close an HTML comment.
    """
    spelled: list[str] = []
    for byte in path.encode("utf-8", "surrogateescape") if isinstance(path, str) else path:
        is_second_hyphen = byte == ord("-") and spelled and spelled[-1] == "-"
        spelled.append(f"%{byte:02X}" if byte not in _PATH_BYTES or is_second_hyphen else chr(byte))
    return "".join(spelled)


@total_ordering
@dataclass(frozen=True, slots=True)
class Ref:
    """The permanent readable id of a piece of evidence: `github:acme/pay#412`, `git:<sha>`, `note:<ulid>`.

    Raises:
        ValueError: a part is empty, or holds white space, control characters or what could end a marker.
    """

    source: str
    key: str

    def __post_init__(self) -> None:
        if not self.source.replace("-", "").replace("_", "").isalnum() or not self.source.isascii():
            raise ValueError(f"{self.source!r} is no name of a source")
        if not self.key or "--" in self.key or not self.key.isprintable() or any(c in self.key for c in " <>"):
            raise ValueError(f"{self.key!r} cannot be the key of a ref")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `source:key`; raises ValueError for anything else."""
        source, colon, key = text.partition(":")
        if not colon:
            raise ValueError(f"{text!r} is no ref; a ref looks like github:owner/repo#412")
        return cls(source, key)

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"

    def __lt__(self, other: object) -> bool:
        return str(self) < str(other) if isinstance(other, Ref) else NotImplemented


@dataclass(frozen=True, slots=True)
class Window:
    """Half-open span of time `[since, until)`; both ends aware, UTC inside.

    Raises:
        ValueError: an end is naive, or the window ends before it begins.
    """

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        if self.since.tzinfo is None or self.until.tzinfo is None:
            raise ValueError("a window needs aware datetimes")
        if self.until < self.since:
            raise ValueError(f"the window ends ({self.until}) before it begins ({self.since})")
        object.__setattr__(self, "since", self.since.astimezone(UTC))
        object.__setattr__(self, "until", self.until.astimezone(UTC))

    def __contains__(self, moment: datetime) -> bool:
        return self.since <= moment < self.until


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who takes part in a piece of evidence.

    `id` is `github:login`, `jira:account`, `email:address` or `ghost`.
    """

    id: str
    name: str = ""
    role: str = ""
    person_class: str = ""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A changed file; lines are None where they cannot be counted (binary, or not read)."""

    path: str
    added: int | None = None
    deleted: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a comment: the title of its pull request, the diff hunk, the text it replies to."""

    pull_request: str = ""
    diff: str = ""
    reply_to: str = ""


FactValue = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One linked, dated fact about the person, as a source tells it.

    `happened_at` is the moment that puts it into a window; `updated_at` when the source last changed it.
    `thread` is the ref of the thread's first comment (for conversation comments and review bodies that of
    the pull request). Texts are clean (`harvester.clean`).
    """

    ref: Ref
    kind: Kind
    role: Role
    title: str
    happened_at: datetime
    updated_at: datetime | None = None
    body: str = ""
    url: str = ""
    project: str = ""
    people: Sequence[Person] = ()
    labels: Sequence[str] = ()
    files: Sequence[FileChange] = ()
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    links: Sequence[Ref] = ()
    thread: Ref | None = None
    context: Context = Context()


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of a source that is read, and covered, as one.

    `basis` digests the configuration and identities the answers depend on (`harvester.connector.digest_basis`):
    when they change it is another scope, with no coverage yet.
    """

    source: str
    key: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a source that could not be read.

    Transient (try again): holds its scope's coverage, exit 3.
    Standing (no permission, not offered here): said each time, passed, exit 0.
    """

    source: str
    scope: str
    reason: str
    standing: bool = False


class Health(StrEnum):
    """How what was examined fares: well, in doubt, or so that a run fails or misses something."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What an examination says of one thing; `cure` is the exact command or edit that helps.

    `area` is set by who asked for the examination.

    Raises:
        ValueError: it is not well, and nothing is said to help.
    """

    state: Health
    what: str
    why: str = ""
    cure: str = ""
    area: str = ""

    def __post_init__(self) -> None:
        if self.state is not Health.OK and not self.cure:
            raise ValueError(f"this finding needs a cure: {self.what}")


@dataclass(frozen=True, slots=True)
class WorkItem:
    """Evidence that belongs together, and why it was joined; `ref` is that of its lead evidence.

    `is_undone`: all that was delivered was taken back (a change and its revert), so that nothing is left to claim.
    """

    ref: Ref
    evidence: Sequence[Evidence]
    reasons: Sequence[str] = ()
    is_undone: bool = False

    @property
    def lead(self) -> Evidence:
        """The evidence whose ref the work item carries."""
        return next(one for one in self.evidence if one.ref == self.ref)


@dataclass(frozen=True, slots=True)
class Match:
    """That a piece of evidence speaks to a criterion: strength 0..1, and the reason in words."""

    criterion_id: str
    strength: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the classifier says of a piece of evidence or a work item.

    `substantive` is set for reviews and comments with a body, else None. `confidence` is 0..1, `reason` says
    in words what led to the category.
    """

    category: Category
    confidence: float
    reason: str
    matches: Sequence[Match] = ()
    substantive: bool | None = None
    substantive_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The sentence proposed for a work item.

    `ref` is that of the lead evidence and fixed once drafted; `refs` are all refs of the work item.
    `links` are (label, address) pairs that stand behind the sentence. `claims` say for each number, name or
    claim of the text which evidence holds it.
    """

    ref: Ref
    category: Category
    text: str
    happened_at: datetime
    matches: Sequence[Match] = ()
    refs: Sequence[Ref] = ()
    links: Sequence[tuple[str, str]] = ()
    confidence: float = 0.0
    reason: str = ""
    claims: Sequence[tuple[str, Ref]] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the brag document that the person claims; hand-written ones have no ref."""

    category: Category
    text: str
    ref: Ref | None = None
    happened_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the person decided about a draft, and when."""

    ref: Ref
    kind: VerdictKind
    text: str
    category: Category
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A line of ours as it stood when the document was last read; `text` is what stood between box and marker."""

    ref: Ref
    category: Category
    text: str
    is_claimed: bool
    is_touched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What reading one source came to; counts are of evidence, `requests` of calls to a server."""

    source: str
    window: Window
    scopes: int = 0
    seen: int = 0
    new: int = 0
    changed: int = 0
    requests: int = 0
    gaps: Sequence[Gap] = ()
    coverage: Mapping[str, datetime] = field(default_factory=dict)
