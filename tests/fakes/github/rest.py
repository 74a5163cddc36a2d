"""The REST addresses of the fake organisation, in GitHub's words for the same things."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.fakes.github.search import MOST, search
from tests.fakes.github.world import ME, World


class NotFoundError(Exception):
    """There is nothing at this address."""


def answer_rest(world: World, base: str, path: str, query: Mapping[str, str]) -> tuple[Any, int | None]:
    """Give the body, and for lists how many pages there are."""
    for pattern, render in _ROUTES:
        if match := re.fullmatch(pattern, path):
            body = render(world, base, match, query)
            if isinstance(body, list):
                return _page(body, query)
            found = min(body["total_count"], MOST) if "items" in body else 0
            return body, -(-found // int(query.get("per_page", 30))) or None
    raise NotFoundError(path)


def _page(rows: Sequence[Any], query: Mapping[str, str]) -> tuple[list[Any], int]:
    size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
    assert size <= 100
    return list(rows[(page - 1) * size : page * size]), -(-len(rows) // size)


def _user(login: dict[str, Any] | None) -> dict[str, Any] | None:
    if login is None:
        return None
    is_bot = login["__typename"] == "Bot"
    return {"login": login["login"] + ("[bot]" if is_bot else ""), "type": "Bot" if is_bot else "User"}


def _find(world: World, match: re.Match[str]) -> dict[str, Any]:
    name = world.renamed.get(match["repo"], match["repo"])
    nodes = [pull.node for pull in world.pulls] + world.issues
    for node in nodes:
        if node["repository"]["nameWithOwner"] == name and node["number"] == int(match["number"]):
            return node
    raise NotFoundError(match[0])


def _pull(world: World, base: str, match: re.Match[str], query: Mapping[str, str]) -> dict[str, Any]:
    del query
    node = _find(world, match)
    address = f"{base}/repos/{match['repo']}"
    repository = {"node_id": node["repository"]["id"], "full_name": node["repository"]["nameWithOwner"]}
    return {
        "url": f"{address}/pulls/{node['number']}", "issue_url": f"{address}/issues/{node['number']}",
        "number": node["number"], "title": node["title"], "html_url": node["url"], "body": node["body"],
        "user": _user(node["author"]), "created_at": node["createdAt"], "updated_at": node["updatedAt"],
        "merged_at": node["mergedAt"], "merged_by": _user(node["mergedBy"]), "additions": node["additions"],
        "deletions": node["deletions"], "commits": len(node["commits"]), "changed_files": len(node["files"]),
        "comments": len(node["comments"]),
        "review_comments": sum(len(one["comments"]) for one in node["reviews"] if one["submittedAt"]),
        "merge_commit_sha": (node["mergeCommit"] or {}).get("oid"), "labels": node["labels"],
        "base": {"ref": node["baseRefName"], "repo": repository}, "head": {"ref": node["headRefName"]},
    }  # fmt: skip


def _files(world: World, base: str, match: re.Match[str], query: Mapping[str, str]) -> list[Any]:
    del base, query
    return [
        {"filename": one["path"], "additions": one["additions"], "deletions": one["deletions"],
         "status": one["changeType"].lower()}
        for one in _find(world, match)["files"]
    ]  # fmt: skip


def _reviews(world: World, base: str, match: re.Match[str], query: Mapping[str, str]) -> list[Any]:
    del base, query
    return [
        {"id": int(one["fullDatabaseId"]), "state": one["state"], "body": one["body"], "html_url": one["url"],
         "user": _user(one["author"]), **({"submitted_at": one["submittedAt"]} if one["submittedAt"] else {})}
        for one in _find(world, match)["reviews"]
    ]  # fmt: skip


def _inline(world: World, base: str, match: re.Match[str], query: Mapping[str, str]) -> list[Any]:
    del base, query
    return [
        {"id": int(one["fullDatabaseId"]), "body": one["body"], "html_url": one["url"], "user": _user(one["author"]),
         "created_at": one["createdAt"], "updated_at": one["updatedAt"], "path": one["path"], "line": one["line"],
         "diff_hunk": one["diffHunk"], "position": 1, "pull_request_review_id": int(review["fullDatabaseId"]),
         **({"in_reply_to_id": int(one["replyTo"]["fullDatabaseId"])} if one["replyTo"] else {})}
        for review in _find(world, match)["reviews"] if review["submittedAt"] for one in review["comments"]
    ]  # fmt: skip


def _conversation(world: World, base: str, match: re.Match[str], query: Mapping[str, str]) -> list[Any]:
    del base, query
    return [
        {"id": int(one["fullDatabaseId"]), "body": one["body"], "html_url": one["url"], "user": _user(one["author"]),
         "created_at": one["createdAt"], "updated_at": one["updatedAt"]}
        for one in _find(world, match)["comments"]
    ]  # fmt: skip


def _timeline(world: World, base: str, match: re.Match[str], query: Mapping[str, str]) -> list[Any]:
    del base, query
    return [
        {"event": "review_requested", "created_at": one["createdAt"], "requested_reviewer": one["requestedReviewer"]}
        for one in _find(world, match)["timelineItems"]
    ]


def _issue(world: World, base: str, match: re.Match[str], query: Mapping[str, str]) -> dict[str, Any]:
    del query
    return _render_issue(base, _find(world, match))


def _render_issue(base: str, node: dict[str, Any]) -> dict[str, Any]:
    name = node["repository"]["nameWithOwner"]
    row = {
        "id": node["number"], "url": f"{base}/repos/{name}/issues/{node['number']}", "number": node["number"],
        "title": node["title"], "body": node["body"],
        "html_url": node["url"], "user": _user(node["author"]), "created_at": node["createdAt"],
        "updated_at": node["updatedAt"], "closed_at": node.get("closedAt"),
        "state": node.get("state", "OPEN").lower(), "state_reason": (node.get("stateReason") or "").lower() or None,
        "labels": node["labels"], "repository_url": f"{base}/repos/{name}",
    }  # fmt: skip
    if node["__typename"] == "PullRequest":
        row["pull_request"] = {"url": f"{base}/repos/{name}/pulls/{node['number']}", "merged_at": node["mergedAt"]}
    return row


def _search(world: World, base: str, match: re.Match[str], query: Mapping[str, str]) -> dict[str, Any]:
    del match
    found = search(world, query["q"])
    page, _ = _page([_render_issue(base, node) for node in found[:MOST]], query)
    return {"total_count": len(found), "incomplete_results": False, "items": page}


def _repository(world: World, base: str, match: re.Match[str], query: Mapping[str, str]) -> dict[str, Any]:
    del base, query
    repository = world.repositories.get(world.renamed.get(match["repo"], match["repo"]))
    if repository is None or repository["nameWithOwner"] in world.hidden:
        raise NotFoundError(match[0])
    return {"node_id": repository["id"], "full_name": repository["nameWithOwner"]}


_REPO = r"/repos/(?P<repo>[\w.-]+/[\w.-]+)"
_Render = Callable[[World, str, re.Match[str], Mapping[str, str]], Any]
_ROUTES: tuple[tuple[str, _Render], ...] = (
    (r"/user", lambda _world, _base, _match, _query: {"login": ME}),
    (r"/search/issues", _search),
    (_REPO, _repository),
    (_REPO + r"/pulls/(?P<number>\d+)", _pull),
    (_REPO + r"/pulls/(?P<number>\d+)/files", _files),
    (_REPO + r"/pulls/(?P<number>\d+)/reviews", _reviews),
    (_REPO + r"/pulls/(?P<number>\d+)/comments", _inline),
    (_REPO + r"/issues/(?P<number>\d+)", _issue),
    (_REPO + r"/issues/(?P<number>\d+)/comments", _conversation),
    (_REPO + r"/issues/(?P<number>\d+)/timeline", _timeline),
)
