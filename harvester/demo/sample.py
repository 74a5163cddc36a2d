"""The sample: a folder with a Git repository and a configuration, the same down to its commits' names every time."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Final

from harvester.errors import HarvesterError

REPOSITORY: Final = "pay"
CONFIG: Final = "config.toml"
DOCUMENT: Final = "brag.md"
STREAM: Final = Path(__file__).parent / "recorded" / "pay.stream"
"""The repository's whole history, as `git fast-export` writes it."""

_OWN: Final = """\
document = {document}
state_dir = {state}
timezone = "UTC"

[me]
name = "Ann Example"
emails = ["ann@example.com"]
github = ["ann-example"]

[connectors.git]
repositories = [{repository}]
"""
_PLAYED: Final = """
[connectors.github]
owners = ["acme"]
token_command = []

[connectors.jira]
url = "https://jira.example.com"
projects = ["PAY"]
"""
_GONE: Final = """
# GitHub and Jira were played from recordings, and the player ended with the demo. What it told is in the store.
"""


def lay_out(folder: Path) -> None:
    """Write the configuration and the repository into an empty folder.

    Raises:
        HarvesterError: there is no git, or it fails.
    """
    config = folder / CONFIG
    config.touch(mode=0o600)
    config.write_text(_config(folder) + _PLAYED, encoding="utf-8")
    repository = folder / REPOSITORY
    _git("init", "-q", "-b", "main", "--template=", str(repository))
    _git("-C", str(repository), "fast-import", "--quiet", stdin=STREAM.read_bytes())
    _git("-C", str(repository), "remote", "add", "origin", "https://github.com/acme/pay.git")
    _git("-C", str(repository), "reset", "-q", "--hard")


def leave(folder: Path) -> None:
    """Take the played services out of the configuration, so that nobody asks the real ones about Ann."""
    commented = "".join(f"# {line}".rstrip() + "\n" for line in _PLAYED.strip().splitlines())
    (folder / CONFIG).write_text(_config(folder) + _GONE + commented, encoding="utf-8")


def _config(folder: Path) -> str:
    paths = {"document": DOCUMENT, "state": "state", "repository": REPOSITORY}
    return _OWN.format(**{key: json.dumps(str(folder / name), ensure_ascii=False) for key, name in paths.items()})


def _git(*arguments: str, stdin: bytes = b"") -> None:
    program = shutil.which("git")
    if program is None:
        raise HarvesterError("Git is not installed, or not on the PATH.", cure="install git, then: git --version")
    done = subprocess.run([program, *arguments], input=stdin, capture_output=True, check=False)  # noqa: S603 - fixed arguments, in the demo's environment
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip()
        raise HarvesterError(
            "The sample repository cannot be made.", why=reason, cure="install git, then: git --version"
        )
