"""The story of the demo: which commands are run in which order, what of their output is shown, and what to notice.

Every shown line is what the command said, folded to the width of a page, and the command before it is the one to
type for just these lines.
"""

import re
import shlex
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harvester.demo.sample import CONFIG, DOCUMENT
from harvester.transport import Host

NOW: Final = "2025-11-14T16:00:00Z"
"""The Friday on which it takes place."""
HOSTS: Final = (Host.of("https://api.github.com"), Host.of("https://jira.example.com"))
"""The servers that are played."""

_WIDTH: Final = 80
_LINES: Final = "^- .{0,78}"
_FEATURE: Final = "github:acme/pay#410"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A line as one would type it, and what of it is ours to run: `words`, or, without any, a look at the document.

    `matching` and `most` are the expression and the number of its `grep`: of a line the part that matches is shown.
    """

    typed: str
    words: Sequence[str] = ()
    matching: str = ".*"
    most: int | None = None

    def choose(self, output: str) -> Sequence[str]:
        """Choose what its `grep` lets through."""
        return [shown[0] for line in output.splitlines() if (shown := re.search(self.matching, line))][: self.most]


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the story, and what to notice in it."""

    heading: str
    commands: Sequence[Command]
    notices: Sequence[str]


STEPS: Final = (
    Step(
        "The weekly job reads what is new, and drafts",
        [Command(typed="harvester run", words=["run"])],
        [
            "A ticket, its design document, 3 pull requests and 3 commits are one draft.",
            "The key in a commit message is redacted; what a bot wrote is not Ann's.",
        ],
    ),
    Step(
        "A draft says only what its evidence says",
        [
            Command(
                typed=f"harvester show '{_FEATURE}' --why | grep -E -m3 'communication|ms”'",
                words=["show", _FEATURE, "--why"],
                matching=".*(communication|ms”).*",
                most=3,
            )
        ],
        ["Each criterion has its reason; each number is traced to its source."],
    ),
    Step(
        "Ann claims it, and the next run adds nothing",
        [
            Command(typed=f"harvester review --accept '{_FEATURE}'", words=["review", "--accept", _FEATURE]),
            Command(typed="harvester run 2>&1 | grep drafts", words=["run"], matching=".*drafts.*"),
            Command(typed=f"grep -oE '{_LINES}' {DOCUMENT}", matching=_LINES),
        ],
        ["The box is gone from what she claimed. In any editor she could do the same."],
    ),
    Step(
        "Reviews that helped somebody are counted, with what came of them",
        [
            Command(
                typed="harvester mentorship | grep -E 'request in|adopted:'",
                words=["mentorship"],
                matching=".*(request in|adopted:).*",
            )
        ],
        ["The definition is printed with the numbers. Comments to bots do not count."],
    ),
)


def introduce(folder: Path, *, is_kept: bool) -> Iterator[str]:
    """Say what is about to be shown, and where."""
    yield "A week of Ann Example's: a sample Git repository, and recorded answers of"
    yield "GitHub and Jira. No network, no token; nothing of yours is read or written."
    yield f"It is Friday, {NOW[:10]}, in {folder}" + ("" if is_kept else " (removed at the end)")


def say_farewell(folder: Path, *, is_kept: bool) -> Iterator[str]:
    """Say how to go on."""
    if is_kept:
        harvester = f"$ harvester --config {shlex.quote(str(folder / CONFIG))}"
        yield "Go on with it, but without GitHub and Jira, which were played:"
        yield f"{harvester} review"
        yield f"{harvester} list --status evidence"
        yield f"{harvester} run"
        yield ""
        yield "Then go to your own work:"
    else:
        yield "Try the review on this sample, or go to your own work:"
        yield "$ harvester demo --keep DIR   the same, in a folder that stays"
    yield "$ harvester init              finds your repositories, writes the configuration"
    yield "$ harvester run               reads them, and drafts into your document"


def fold(line: str) -> Sequence[str]:
    """Fold a line to the width of a page; what is one word stays whole, so that it can be copied."""
    return textwrap.wrap(
        line.replace("\t", "  "),
        _WIDTH,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
