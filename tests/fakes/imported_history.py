"""Histories of any shape and size, written by `git fast-import`: a million commits take a minute, not a day."""

import random
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

DAY_S = 86_400


@dataclass(frozen=True, kw_only=True)
class ImportedCommit:
    """A commit by its number in the history, from 1; parents are numbers too, the first is that of its branch."""

    parents: Sequence[int] = ()
    author: str = "Ann Example <ann@example.com>"
    authored_at: int = 0
    committed_at: int = 0
    message: str = "Work"
    path: str = "file"
    content: str = "x\n"


def import_history(path: Path, commits: Iterable[ImportedCommit]) -> list[str]:
    """Make a bare repository with `main` at the last commit; returns the shas in order."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(path)], check=True)
    marks = path / "marks"
    command = ["git", "--git-dir", str(path), "fast-import", "--quiet", f"--export-marks={marks}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        _write(cast("BinaryIO", process.stdin), commits)
    assert process.returncode == 0
    by_mark = dict(line.split(" ") for line in marks.read_text().splitlines())
    return [by_mark[f":{number}"] for number in range(1, len(by_mark) + 1)]


def _write(stream: BinaryIO, commits: Iterable[ImportedCommit]) -> None:
    for number, commit in enumerate(commits, 1):
        message, content = commit.message.encode(), commit.content.encode()
        lines = [
            "commit refs/heads/main",
            f"mark :{number}",
            f"author {commit.author} {commit.authored_at} +0000",
            f"committer {commit.author} {commit.committed_at} +0000",
            f"data {len(message)}",
        ]
        stream.write("\n".join(lines).encode() + b"\n" + message + b"\n")
        # Without `from` the parent would be the branch as it stands.
        origins = [f"from :{parent}" for parent in commit.parents[:1]] or [f"from {'0' * 40}"]
        origins += [f"merge :{parent}" for parent in commit.parents[1:]]
        stream.write("\n".join(origins).encode() + b"\n")
        stream.write(f"M 100644 inline {commit.path}\ndata {len(content)}\n".encode() + content + b"\n")
    stream.close()


def invent_history(count: int, *, authors: int, days: int, until: int, seed: int = 7) -> Iterator[ImportedCommit]:
    """Invent the history of a busy repository: some thousand files, topic branches of days or months, merges.

    `until` is the date of the last commit in seconds; the authors are `author0@example.com` and so on.
    """
    dice = random.Random(seed)  # noqa: S311 - a repeatable history, no secret
    step = days * DAY_S / count
    tips: list[int] = []
    main = 0
    for number in range(1, count + 1):
        at = int(until - (count - number) * step)
        who = min(int(dice.expovariate(6 / authors)), authors - 1)
        shared = {
            "author": f"Author {who} <author{who}@example.com>",
            "path": f"src/part{dice.randrange(60)}/module{dice.randrange(80)}.py",
            "content": f"{number}\n" * dice.randrange(1, 12),
        }
        if tips and dice.random() < 0.09:
            topic = tips.pop(dice.randrange(len(tips)))
            commit = ImportedCommit(parents=(main, topic), message=f"Merge pull request #{number} from a/b\n\nTopic",
                                    authored_at=at, committed_at=at, **shared)  # fmt: skip
            main = number
        elif main and dice.random() < 0.3:
            start = tips.pop(dice.randrange(len(tips))) if tips and dice.random() < 0.7 else main
            commit = ImportedCommit(parents=(start,), message=f"Topic work {number}\n\nAt some length.",
                                    authored_at=at - dice.randrange(DAY_S), committed_at=at, **shared)  # fmt: skip
            tips.append(number)
        else:
            commit = ImportedCommit(parents=(main,) if main else (), message=f"Work {number} (#{number})",
                                    authored_at=at - dice.randrange(DAY_S), committed_at=at, **shared)  # fmt: skip
            main = number
        yield commit
