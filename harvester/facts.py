"""The facts that evidence of each kind may carry: a closed list, with the meaning of each.

Facts about an outcome carry when they were observed. Who needs another fact adds it here.
"""

from collections.abc import Mapping
from typing import Final

from harvester.model import Kind

FACTS: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.COMMIT: frozenset(
        {
            "additions",  # lines; absent where they could not be counted
            "deletions",
            "files",  # number of files, when more than are listed
            "authored_at",  # RFC 3339: when it was written; happened_at is its arrival on the branch
            "committed_at",
            "branch",  # the branch it was read from
            "is_merge",
            "pull_request",  # number of the pull request that brought it
            "pull_request_title",
            "cherry_picked_from",  # sha
            "reverts",  # sha
            "reverted_by",  # sha, where the revert arrived in the same reading
            "co_authors",  # number of people named as co-authors, me not counted
            "patch_id",  # digest of the change without place and white space: rebasing does not alter it
            "lines_uncounted",  # why lines are missing: shallow, partial, damaged, limit
        }
    ),
    Kind.PULL_REQUEST: frozenset(
        {
            "number",
            "additions",
            "deletions",
            "commits",
            "files",
            "created_at",
            "merged_by",
            "hours_to_merge",
            "review_rounds",  # reviews that others submitted
            "base",
            "head",
            "repository_id",  # immutable id of the repository; a renamed one keeps the refs it had first
        }
    ),
    Kind.REVIEW: frozenset(
        {
            "state",
            "requested_at",  # when I was asked for it
            "opens_thread",
            "round",  # the how manieth review of mine on this pull request
            "has_body",
            "replied",  # whether the author of the pull request spoke in its conversation afterwards
            "answer",  # how the author's next word there opens: done, declined; absent where it says neither
            "pushed_after",
            "approved_after",  # whether a later review of mine approved
            "merged_at",  # when the pull request was merged, if it was by then
            "merged_before",
            "observed_at",
            "repository_id",
        }
    ),
    Kind.REVIEW_COMMENT: frozenset(
        {
            "path",
            "line",
            "resolved",
            "outdated",
            "replied",  # whether the author of the pull request answered in the thread afterwards
            "answer",  # how the author's last answer opens: done, declined; absent where it says neither
            "merged_at",
            "pushed_after",  # whether a commit came to the pull request afterwards
            "merged_before",  # merged pull requests its author had in the repository before my first word in the thread
            "observed_at",  # when the facts about what followed were read
            "repository_id",
        }
    ),
    Kind.COMMENT: frozenset(
        {"replied", "answer", "pushed_after", "merged_at", "merged_before", "observed_at", "repository_id"}
    ),
    Kind.DESIGN_DOC: frozenset(
        {"added", "additions", "deletions", "authored_at", "committed_at", "branch", "repository_id"}
    ),
    Kind.TICKET: frozenset(
        {
            "type",
            "priority",
            "status",  # as observed
            "resolution",  # as observed; while the ticket has none, the one it got when I resolved it
            "story_points",
            "components",  # names, with commas between
            "parent",  # key of the ticket that this is a sub-task of
            "epic",  # key
            "issue_id",  # the tracker's own id, which stays when the ticket is moved and its key changes
            "status_history",  # the last moves: `2026-03-02T09:00:00Z To Do > In Progress; …`
            "reopened",  # how often it was taken up again after it had been resolved
            "reopened_at",  # when it was first reopened after I resolved it
            "created_at",
            "observed_at",  # when the tracker last changed it: status, resolution and story points are as of then
            "commits",
            "additions",
            "deletions",
            "repository_id",
        }
    ),
    Kind.NOTE: frozenset(),
}
