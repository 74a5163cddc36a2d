"""A folder of clones, as training reads it: real repositories that hold made-up texts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes.repository import Repository
from training.sources.catalogue import Source
from training.sources.clone import Clone, open_clone


@dataclass(frozen=True)
class Clones:
    """Clones below one folder."""

    folder: Path

    def add(self, name: str, files: Mapping[str, str | bytes], **more: Any) -> Clone:  # noqa: ANN401 - fields of a source
        """Make a repository with one commit that holds these files, and open it."""
        repository = Repository.create(self.folder / name.replace("/", "+") / "repo")
        commit = repository.commit("Start", files)
        return open_clone(self.folder, Source(repository=name, commit=commit, **more))

    def repository(self, name: str) -> Repository:
        """Find the repository of a clone that was added."""
        return Repository(self.folder / name.replace("/", "+") / "repo")


def an_archive(pulls: list[Any], issues: list[Any] | None = None) -> dict[str, str]:
    """Make the files of a repository that keeps an archive."""
    return {"archive.json": json.dumps({"repo": "ann/words", "pulls": pulls, "issues": issues or []})}


def a_pull(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of a pull request
    """Make a pull request of Ann's, as an archive keeps it."""
    return {
        "number": 7,
        "author": "ann",
        "title": "Count words",
        "body": "It counts.",
        "comments": [],
        "reviews": [],
        **more,
    }


def said(author: str | None, body: str | None, at: str = "2026-01-02T03:04:05Z", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Make a comment, as an archive keeps it."""
    return {"author": author, "body": body, "createdAt": at, **more}
