"""Trimmings: what stands around the words of a title and says nothing of the work.

Emoji codes, tags in brackets, conventional-commit types, ticket keys, branch names, trailing references, thanks and
addresses. A subsystem stays: whether it is one shows only with the clause behind it.
"""

import re
from typing import Final

_LONGEST: Final = 400
_TYPES: Final = (
    "feat|feature|fix|bugfix|hotfix|docs?|style|refactor|perf|tests?|build|ci|chore|security|deps|wip|enh|maint"
    "|update|dev|ux|bug|minor|misc|housekeeping|infra|release|improvement|rfc|draft|cleanup|ui"
)
_TYPE: Final = re.compile(rf"(?i)(?P<type>{_TYPES})(?:\s?\([^()]{{1,60}}\))?!?:\s+")
_BRACKETS: Final = re.compile(r"\s{0,3}[\[(](?![xX ]\])[^\[\]()]{1,60}[\])]\s{0,3}(?:[|:-]\s+)?")
_MARK: Final = re.compile(
    r"(?i)\s{0,3}(?:(?<![\w:]):[a-z0-9_+-]{2,40}:(?![\w:])"
    r"|[\U0001f000-\U0001ffff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d]+)\s{0,3}"
)
_KEY: Final = re.compile(
    r"(?:(?:[Ff]ix(?:es)?|[Cc]loses?|[Rr]esolves?) #[0-9]{1,10}(?=\s?[:-])|[A-Z][A-Z0-9_]{1,9}-[0-9]{1,7}"
    r"|(?:GH-|#)[0-9]{1,10})(?:\s{0,2}[:|\u2013—-]\s{0,2}|\s+)(?=\S)"
)
_BRANCH: Final = re.compile(
    r"(?:[A-Za-z][\w-]{1,30}/(?:[A-Za-z]{2,8}[- ])?#?[0-9]{1,7}\s+|(?:Feature|Feat|Fix|Bugfix|Hotfix|Chore|"
    r"Task)/)(?=\w)"
)
_WORK_IN_PROGRESS: Final = re.compile(r"(?i)\[?\b(?:wip|draft|poc)\b\]?\s{0,2}[:|-]\s{0,3}")
_CLOSING: Final = r"(?:fix(?:es|ed)?|close[sd]?|resolve[sd]?|refs?)"
_TAIL: Final = re.compile(
    rf"(?i)(?:\s{{0,3}}(?:\((?:(?:{_CLOSING}|see|issue|gh|pr|backport|cherry-picked from)[\s:-]{{0,3}})?"
    r"(?:(?:[\w.-]{1,60}/)?[\w.-]{0,60}#|[A-Z][A-Z0-9_]{1,9}-)[0-9]{1,10}(?:\s?(?:,|and|&)\s?#[0-9]{1,10}){0,5}\)"
    rf"|[,;-]?\s?{_CLOSING}[\s:]{{1,3}}(?:(?:#|gh-)?[0-9]{{1,10}}|[0-9a-f]{{7,40}}\b)"
    r"|\[#?[0-9]{1,9}(?:\s[^\[\]]{1,40})?\]"
    r"|\[(?:ci skip|skip ci|no ci|skip-ci|[0-9n]{1,3}/[0-9n]{1,3})\]"
    r"|\(\+[0-9]{1,4} squashed commits?\)"
    r"|#[0-9]{1,10}"
    r"))+[\s.]{0,3}$"
)
"""References, in brackets or bare, and marks for continuous integration."""
_NEEDS_MORE: Final = re.compile(
    r"(?i)\b(?:after|bug|by|commit|for|from|in|introduced|issue|like|of|on|pr|request|see|since|ticket|to|with)$"
)
"""What a title without its last number cannot end with: "failing test for #12"."""
_THANKS: Final = re.compile(
    r"(?<=\S)[\s.,;(]{1,4}(?:[Tt]hanks|[Tt]hank you|[Tt]hx|h/t|[Pp]rops|[Cc]redits?) (?:to )?(?:@|[A-Z]).{0,200}$"
)
_ADDRESS: Final = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
_CREDIT: Final = re.compile(
    rf"\s{{0,3}}[\[(<][^\[\]()<>@]{{0,80}}?{_ADDRESS}[^\[\]()<>@]{{0,80}}[\])>]"
    rf"|\s{{0,3}}\[[A-Z][\w.'-]{{1,30}}(?:\s[A-Z][\w.'-]{{0,30}}){{0,3}}\]$|{_ADDRESS}"
)
"""Addresses wherever they stand, and a name in brackets at the end."""
_FULL_STOP: Final = re.compile(r"(?<![.])[.]$")


def strip_title(title: str) -> str:
    """Take emoji codes, bracketed tags, conventional-commit prefixes, keys and trailing references off a title."""
    title = " ".join(title[:_LONGEST].split())
    for _ in range(6):  # each kind of prefix may stand before each other, a few times
        before = title
        for prefix in (_MARK, _WORK_IN_PROGRESS, _TYPE, _BRANCH, _KEY, _BRACKETS):
            if (match := prefix.match(title)) and match.end() < len(title):
                title = title[match.end() :]
        if title == before:
            break
    title = _CREDIT.sub("", _THANKS.sub("", _MARK.sub(" ", title)))
    for _ in range(3):
        rest = _TAIL.sub("", title).rstrip(" ,;:-")
        is_bare = not title[len(rest) :].lstrip(" ,;:-").startswith(("(", "["))
        if is_bare and _NEEDS_MORE.search(rest):
            break
        title = rest
    title = title.replace("`", "").strip()
    return " ".join(_FULL_STOP.sub("", title.rstrip(" ;:,-")).replace(" )", ")").split())


def read_type(title: str) -> str:
    """Return the conventional-commit type of a title, folded; empty when it has none."""
    match = _TYPE.match(_MARK.sub("", title[:120]).lstrip())
    return match["type"].casefold() if match else ""
