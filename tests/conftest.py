"""Isolation: no test sees the network, the home, the environment, the configuration or the clock of its machine."""

import os
import signal
import socket
from pathlib import Path
from typing import Any

import pytest

NOW = "2026-11-20T12:00:00Z"
"""The moment at which every test takes place, unless it says otherwise."""

_FOREIGN_PREFIXES = ("HARVESTER_", "GIT_", "GH_", "GITHUB_", "JIRA_", "XDG_", "PYTHON_KEYRING")
_FOREIGN_NAMES = ("VISUAL", "EDITOR", "PAGER", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "LANG", "EMAIL")


def pytest_configure() -> None:
    """Let children be interrupted also where the tests run in the background of a shell, which ignores Ctrl-C."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home, and an environment without anything of this machine's."""
    for name in os.environ:
        if name.startswith(_FOREIGN_PREFIXES) or name in _FOREIGN_NAMES:
            monkeypatch.delenv(name)
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("HARVESTER_NOW", NOW)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only loopback answers; anything else fails the test at once."""
    connect = socket.socket.connect

    def connect_to_loopback(self: socket.socket, address: Any) -> None:  # noqa: ANN401 - the socket module's own type
        is_local = self.family == socket.AF_UNIX or address[0] in {"127.0.0.1", "::1", "localhost"}
        if not is_local:
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_to_loopback)
