"""Where a token comes from: the environment, a command, the keyring, a file of ours; the first that has one.

It asks nobody, writes to no log, and says of a token only where it was found. A source that fails is passed over;
why is told when none has a token.
"""

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

from harvester.errors import SignInError
from harvester.transport.secret import Secret
from harvester.transport.shelves import ShelfError, read_keyring, read_token_file

_COMMAND_S: Final = 20.0
"""Seconds a token_command may take; a password manager may ask the person first."""
_MOST: Final = 8_192
_PREFIX: Final = re.compile(r"(?i)^(?:bearer|token|basic)\s+")


@dataclass(frozen=True, slots=True)
class Token:
    """A token and where it was found: GH_TOKEN, token_command, keyring or file."""

    secret: Secret
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPlace:
    """Where the token of one connector table may lie.

    `variables` are names of the environment, tried first; empty for a table they do not serve. `account` is what
    keyring and file call it: the connector's name, and that of its table (`github`, `github-work`).
    """

    account: str
    variables: Sequence[str] = ()
    command: Sequence[str] = ()
    folder: Path | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)


@runtime_checkable
class SignsIn(Protocol):
    """A connector that needs a token; `harvester auth` keeps, tries and erases it."""

    def token_place(self) -> TokenPlace:
        """Say where its token may lie."""


def name_account(source: str, instance: str) -> str:
    """Name what keyring and file call the token of a connector table."""
    return f"{source}-{instance}" if instance else source


def find_token(place: TokenPlace) -> Token:
    """Find the token of a connector table.

    Raises:
        SignInError: there is none, or what there is can be no token; the text says where was looked.
    """
    reasons: list[str] = []
    for origin, read in _origins(place):
        try:
            text = read()
        except ShelfError as error:
            reasons.append(f"{origin}: {error}")
            continue
        if text is None:
            continue
        return Token(_read_secret(text, origin, place.account), origin)
    reasons += [f"{name} is not set" for name in place.variables[:1]]
    raise SignInError(
        f"There is no token for {place.account}.", why="; ".join(reasons), cure=f"harvester auth set {place.account}"
    )


def _origins(place: TokenPlace) -> Iterator[tuple[str, Callable[[], str | None]]]:
    for name in place.variables:
        yield name, lambda name=name: place.environment.get(name)  # type: ignore[misc]  # bound at once
    if place.command:
        yield "token_command", lambda: _run(place.command)
    yield "keyring", lambda: read_keyring(place.account)
    folder = place.folder
    if folder:
        yield "file", lambda: read_token_file(folder, place.account)


def _run(command: Sequence[str]) -> str | None:
    """Run a token_command without a shell; its words are never told, they may hold the token."""
    name = Path(command[0]).name
    try:
        done = subprocess.run(  # noqa: S603 - the person's own configuration names the command
            list(command), stdin=subprocess.DEVNULL, capture_output=True, timeout=_COMMAND_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise ShelfError(f"{name} gave none within {_COMMAND_S:g} seconds") from None
    except (OSError, ValueError):
        raise ShelfError(f"{name} cannot be started") from None
    if done.returncode or not done.stdout.strip():
        raise ShelfError(f"{name} gave none (exit {done.returncode})")
    return done.stdout[:_MOST].decode("utf-8", "replace")


def _read_secret(text: str, origin: str, account: str) -> Secret:
    """Take a token as people paste it: a newline behind it, in quotes, after "Bearer"."""
    token = _PREFIX.sub("", text.strip().strip("\"'").strip())
    if not token or not token.isascii() or not token.isprintable() or " " in token or len(token) >= _MOST:
        fault = "is empty" if not token else "holds blanks, control characters or letters no token has"
        raise SignInError(f"The token for {account} from {origin} {fault}.", cure=f"harvester auth set {account}")
    return Secret(token)


def read_secret(text: str, account: str) -> Secret:
    """Read a token that a person typed or piped.

    Raises:
        SignInError: it can be no token.
    """
    return _read_secret(text, "standard input", account)
