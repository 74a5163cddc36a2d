"""Remote links of a ticket: the pull requests, issues and commits of GitHub that it points to, as refs. Pure.

A link to anything else (a page, a dashboard) is no evidence that could be joined, and is left out.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

from harvester.model import Ref

_NAME: Final = r"\w[\w.-]{0,99}"
_THREAD: Final = re.compile(
    rf"(?:/{_NAME}){{0,4}}?/({_NAME}/{_NAME})/(?:pull|issues)/([0-9]{{1,12}})(?:/.*)?", re.ASCII
)
_COMMIT: Final = re.compile(r"/.*/commit/([0-9a-f]{40})", re.ASCII)
_LONGEST: Final = 2_000
_GITHUB: Final = frozenset({"github.com", "www.github.com"})


def parse_remote_links(answer: object) -> Iterator[Ref]:
    """Yield a ref for each link that leads to a pull request, an issue or a commit."""
    for link in answer if isinstance(answer, list) else []:
        target = link.get("object") if isinstance(link, Mapping) else None
        url = target.get("url") if isinstance(target, Mapping) else None
        if isinstance(url, str) and len(url) <= _LONGEST and (ref := _parse_address(url)):
            yield ref


def _parse_address(url: str) -> Ref | None:
    try:
        parts = urlsplit(url)
        name, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if parts.scheme not in {"https", "http"} or not name:
        return None
    path = unquote(parts.path)
    if commit := _COMMIT.fullmatch(path):
        return Ref("git", commit[1])
    if not (thread := _THREAD.fullmatch(path)):
        return None
    host = "" if name in _GITHUB else f"{name}:{port}/" if port else f"{name}/"
    try:
        return Ref("github", f"{host}{thread[1]}#{thread[2]}")
    except ValueError:
        return None
