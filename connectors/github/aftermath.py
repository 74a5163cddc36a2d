"""What followed a comment of mine on somebody's pull request: answers, commits, resolution, approval. Pure.

Of an answer it is told how it opens, never its words: they are somebody else's. What the server does not tell is
left out.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from connectors.github.facts import render_moment
from connectors.github.records import Comment, PullRequest, Review, Thread
from harvester.model import FactValue

_OPENERS: Final = (
    r"^\W*(?:(?:thanks?(?: you| a lot)?|thx|ok(?:ay)?|yes|yep|yeah|right|true|agreed?|oh|ah|sure|sorry|oops|indeed"
    r"|of course|(?:good|great|nice) (?:catch|point|idea|call|one|find)|makes sense"
    r"|you(?:'re| are) right)\b[\s,.!:;—–-]*)*"
)
_DONE: Final = re.compile(
    _OPENERS
    + r"(?:(?:i|i've|i have|we|we've|this|that|it|that's|it's|is|are|has been|have been|should be|all|both|just"
    r"|now)\s+)*(?:done|fixed|addressed|updated|changed|applied|adopted|reworked|rewrote|rewritten|removed|renamed"
    r"|moved|added|dropped|replaced|switched|resolved|corrected)\b(?!\s*(?:\?|already|before|earlier))",
    re.IGNORECASE,
)
_PUT_OFF: Final = re.compile(
    r"[^,;:.!?\n]*?\b(?:my mind|on purpose|deliberate(?:ly)?|intentional(?:ly)?|by design|th(?:is|at) way"
    r"|by the (?!commit|last|latest|new|change)|back-?log|to-?dos?|follow-?up|tickets?|offline|later"
    r"|next (?:week|sprint|release|time))\b",
    re.IGNORECASE,
)
"""What follows "added", "moved" or "done" in one breath where nothing was changed, or only what is still to do."""
_DECLINED: Final = re.compile(
    _OPENERS + r"(?:no[,.!]|nope\b|won'?t(?: fix)?\b|wontfix\b|i(?:'d| would) (?:rather|prefer)\b|i disagree\b"
    r"|i (?:don'?t|do not) (?:think|agree)\b|i(?:'ll| will) (?:keep|leave)\b|let'?s (?:keep|leave) (?:it|this|that)\b"
    r"|not going to\b)",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(r"(?m)^\s*>.*$")
_OPENING: Final = 200
"""Characters of an answer that are read."""


def find_thread(pull: PullRequest, comment: Comment) -> Thread | None:
    """Find the thread of an inline comment, where the server told of threads."""
    return next((one for one in pull.threads if any(remark.id == comment.id for remark in one.remarks)), None)


def find_root(pull: PullRequest, comment: Comment) -> int:
    """Give the id of the first comment of a thread; a reply whose root was deleted still stands in its thread."""
    thread = find_thread(pull, comment)
    return thread.remarks[0].id if thread else comment.parent or comment.id


def follow_inline(pull: PullRequest, review: Review, comment: Comment, now: datetime) -> dict[str, FactValue]:
    """Tell what followed an inline comment."""
    followed = _follow(pull, review.submitted_at, now) | {"outdated": comment.is_outdated}
    thread = find_thread(pull, comment)
    if thread is None:
        return followed
    later = {remark.id for remark in thread.remarks if remark.at > comment.created_at and remark.author == pull.author}
    spoken = [one for other in pull.reviews for one in other.comments if one.id in later]
    followed |= {"replied": bool(later), "answer": _read_last(spoken), "resolved": thread.is_resolved}
    return followed if thread.is_outdated is None else followed | {"outdated": thread.is_outdated}


def follow_spoken(pull: PullRequest, said_at: datetime, now: datetime) -> dict[str, FactValue]:
    """Tell what followed a conversation comment or the body of a review; nothing there is tied to a line."""
    answers = [one for one in pull.comments if one.author == pull.author and one.created_at > said_at]
    return _follow(pull, said_at, now) | {"replied": bool(answers), "answer": _read_last(answers[:1])}


def approves_after(pull: PullRequest, review: Review) -> bool:
    """Say whether who gave a review approved the pull request in a later one."""
    later = (one for one in pull.reviews if one.author == review.author and one.submitted_at > review.submitted_at)
    return any(one.state == "APPROVED" for one in later)


def _follow(pull: PullRequest, said_at: datetime, now: datetime) -> dict[str, FactValue]:
    return {
        "observed_at": render_moment(now),
        "pushed_after": pull.pushed_at > said_at if pull.pushed_at else None,
        "merged_at": render_moment(pull.merged_at) if pull.merged_at else None,
    }


def _read_last(answers: Iterable[Comment]) -> str | None:
    """Give how the last of the answers opens that says what became of the comment."""
    ordered = sorted(answers, key=lambda one: (one.created_at, one.id), reverse=True)
    return next(_read_openings(ordered), None)


def _read_openings(answers: Iterable[Comment]) -> Iterator[str]:
    for answer in answers:
        opening = _QUOTED.sub("", answer.body).strip().replace("\u2019", "'")[:_OPENING]
        if _DECLINED.match(opening):
            yield "declined"
        elif (done := _DONE.match(opening)) and not _PUT_OFF.match(opening, done.end()):
            yield "done"
