"""The person's editor: one sentence, or a plan, in a private file, as git does it.

It is HARVESTER_EDITOR, else what `git var GIT_EDITOR` says outside of any repository: the configuration of the
repository one happens to stand in may not choose a program to run.
"""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from harvester.errors import HarvesterError

_COMMENT: Final = "#"


def edit_sentence(sentence: str, notes: Sequence[str]) -> str:
    """Let the person edit a sentence, with notes below it as comments; empty when everything was deleted.

    Raises:
        HarvesterError: the editor cannot be started or failed; nothing is taken over.
    """
    comments = "".join(f"{_COMMENT} {note}".rstrip() + "\n" for note in notes)
    lines = edit_file(f"{sentence}\n\n{comments}", "sentence.txt").splitlines()
    return " ".join(line.strip() for line in lines if not line.startswith(_COMMENT)).strip()


def edit_file(text: str, name: str) -> str:
    """Let the person edit a text in a private passing file of that name; returns what was saved.

    Raises:
        HarvesterError: the editor cannot be started or failed.
    """
    with tempfile.TemporaryDirectory(prefix="harvester-") as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8")
        run_editor(path)
        return path.read_text(encoding="utf-8", errors="replace")


def run_editor(path: Path) -> None:
    """Open a file in the editor and wait until it is closed.

    Raises:
        HarvesterError: the editor cannot be started or failed.
    """
    editor = find_editor()
    # Run as git runs it; the trap keeps the shell waiting when Ctrl-C was meant for the editor.
    with _hold_interrupts():
        done = subprocess.run(["/bin/sh", "-c", f'trap : INT; {editor} "$@"', editor, str(path)], check=False)  # noqa: S603 - the person's own command
    if done.returncode:
        raise HarvesterError(
            f"The editor {editor!r} ended with {done.returncode}; nothing was taken over.",
            cure="set HARVESTER_EDITOR to your editor",
        )


@contextmanager
def _hold_interrupts() -> Iterator[None]:
    """Let Ctrl-C be the editor's while it has the terminal; whoever started it hears of it too, and goes on."""
    handler = signal.signal(signal.SIGINT, lambda *_: None)
    wakeup = signal.set_wakeup_fd(-1)
    try:
        yield
    finally:
        signal.set_wakeup_fd(wakeup)
        signal.signal(signal.SIGINT, handler)


def find_editor() -> str:
    """Give the editor's command: HARVESTER_EDITOR, git's, or vi."""
    if chosen := os.environ.get("HARVESTER_EDITOR"):
        return chosen
    clean = {name: value for name, value in os.environ.items() if name not in {"GIT_DIR", "GIT_WORK_TREE"}}
    try:
        asked = subprocess.run(
            ["git", "var", "GIT_EDITOR"],  # noqa: S607 - the person's own git
            cwd=os.sep, env=clean, capture_output=True, text=True, check=False, timeout=10,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    return asked.stdout.strip() or os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
