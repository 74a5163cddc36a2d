"""Where a token can be put and found again: the keyring of the desktop (an extra), or a file nobody else can read.

The keyring is asked in a process of its own, since one that is locked may never answer.
"""

import importlib.util
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Final

from harvester.files import replace_file
from harvester.transport.secret import Secret

SERVICE: Final = "evidence-harvester"
"""The name under which the keyring keeps our tokens."""
_KEYRING_S: Final = 3.0
_MOST: Final = 8_192


class ShelfError(Exception):
    """A shelf cannot be read or written; the text says why, without any secret."""


def has_keyring() -> bool:
    """Say whether the keyring extra is installed."""
    return importlib.util.find_spec("keyring") is not None


def read_keyring(account: str) -> str | None:
    """Read a token from the keyring; None if there is none, or no keyring.

    Raises:
        ShelfError: it did not answer.
    """
    if not has_keyring():
        return None
    done = _ask_keyring("get", account)
    return done.stdout if done.returncode == 0 and done.stdout.strip() else None


def write_keyring(account: str, secret: Secret) -> None:
    """Put a token into the keyring.

    Raises:
        ShelfError: there is no keyring, or it refuses.
    """
    if not has_keyring():
        raise ShelfError("keyring is not installed")
    if _ask_keyring("set", account, secret.reveal()).returncode:
        raise ShelfError("the keyring refuses it")


def remove_keyring(account: str) -> bool:
    """Take a token out of the keyring; say whether there was one.

    Raises:
        ShelfError: it did not answer.
    """
    return has_keyring() and _ask_keyring("del", account).returncode == 0


def _ask_keyring(verb: str, account: str, text: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-P", "-m", "keyring", verb, SERVICE, account]
    try:
        return subprocess.run(  # noqa: S603 - our own interpreter and a fixed module
            command, input=text, capture_output=True, text=True, timeout=_KEYRING_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise ShelfError(f"it did not answer within {_KEYRING_S:g} seconds") from None
    except OSError:
        raise ShelfError("it cannot be asked") from None


def token_path(folder: Path, account: str) -> Path:
    """Say which file keeps a token."""
    safe = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in account)
    return folder / f"token-{safe}"


def read_token_file(folder: Path, account: str) -> str | None:
    """Read a token from its file; None if there is none.

    Raises:
        ShelfError: others could read it, or it is no plain file of ours.
    """
    path = token_path(folder, account)
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ShelfError(f"{path} cannot be read ({error.strerror})") from None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or (os.name == "posix" and status.st_mode & 0o077):
            raise ShelfError(f"{path} could be read by others; chmod 600 {path}")
        return file.read(_MOST).decode("utf-8", "replace")


def write_token_file(folder: Path, account: str, secret: Secret) -> Path:
    """Put a token into its file, mode 0600, in one step; no planted link is followed.

    Raises:
        ShelfError: it cannot be written.
    """
    path = token_path(folder, account)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(path, f"{secret.reveal()}\n".encode())
    except OSError as error:
        raise ShelfError(f"{path} cannot be written ({error.strerror})") from None
    return path


def remove_token_file(folder: Path, account: str) -> bool:
    """Erase the file of a token; say whether there was one.

    Raises:
        ShelfError: it is there and cannot be erased.
    """
    try:
        token_path(folder, account).unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise ShelfError(f"it cannot be erased ({error.strerror})") from None
    return True
