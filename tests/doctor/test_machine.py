"""The machine: clock, language, preloaded code."""

import pytest

from harvester.doctor.machine import examine_machine
from tests.doctor.reading import is_well, only


def test_an_ordinary_machine_is_well() -> None:
    assert is_well(examine_machine({}))


@pytest.mark.parametrize(
    ("name", "value"), [("HARVESTER_NOW", "2026-11-20T12:00:00Z"), ("PYTHONPATH", "/src"), ("PYTHONSTARTUP", "x.py")]
)
def test_a_variable_that_changes_what_runs_is_told(name: str, value: str) -> None:
    found = only(examine_machine({name: value}))
    assert name in found.what
    assert found.cure == f"unset {name}"


def test_a_language_without_unicode_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locale.getpreferredencoding", lambda **_: "ANSI_X3.4-1968")
    found = only(examine_machine({}))
    assert "ansi_x3.4-1968" in found.why
    assert found.cure == "export PYTHONUTF8=1 LC_ALL=C.UTF-8"
