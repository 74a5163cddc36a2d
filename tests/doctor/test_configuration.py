"""The configuration: each trouble of the file, of its values and of who the person says to be."""

from pathlib import Path

import pytest

from harvester.config.file import read_file
from harvester.config.layers import validate
from harvester.config.settings import Settings
from harvester.doctor.configuration import examine_environment, examine_file, examine_identity, examine_values
from harvester.model import Finding, Health
from tests.doctor.reading import is_well, only, troubles
from tests.fakes.github.server import TOKEN

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.touch(0o600)
    return path


def settings(file: Path, text: str) -> Settings:
    file.write_text(text)
    return validate(read_file(file))


def test_the_example_is_well(file: Path) -> None:
    example = settings(file, EXAMPLE.read_text())
    assert is_well(examine_file(read_file(file)))
    assert is_well(examine_values(example))
    assert troubles(examine_identity(example)) == []
    assert troubles(examine_environment()) == []


def test_no_file_at_all_is_well(home: Path) -> None:
    [finding] = examine_file(read_file())
    assert finding.state is Health.OK
    assert str(home) in finding.what


@pytest.mark.parametrize(
    ("mode", "state", "what"),
    [(0o644, Health.WARN, "read by others"), (0o640, Health.WARN, "read by others"), (0o620, Health.FAIL, "written")],
)
def test_a_file_that_is_not_mine_alone_is_told_and_cured_by_the_cure(
    file: Path, mode: int, state: Health, what: str
) -> None:
    file.chmod(mode)
    found = only(examine_file(read_file(file)))
    assert found.state is state
    assert what in found.what
    program, octal, path = found.cure.split()
    assert (program, path) == ("chmod", str(file))
    file.chmod(int(octal, 8))
    assert is_well(examine_file(read_file(file)))


def test_a_secret_in_the_file_is_told_and_not_shown(file: Path) -> None:
    file.write_text(f'[connectors.github]\ntoken_command = ["echo", "{TOKEN}"]\n')
    found = only(examine_file(read_file(file)))
    assert found.state is Health.FAIL
    assert TOKEN[:8] not in repr(found)
    assert "harvester auth set" in found.cure


def test_a_variable_that_nothing_reads_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVESTER_DOCUMNT", "~/x.md")
    assert only(examine_environment()).cure == "unset HARVESTER_DOCUMNT; harvester help environment"


@pytest.mark.parametrize(
    ("text", "what", "cure"),
    [
        ('timezone = "Europe/Atlantis"', "There is no time zone named 'Europe/Atlantis'.", 'timezone = "auto"'),
        ('rubric = "ladder.toml"', "There is no rubric 'ladder.toml'.", "harvester rubric list"),
        ('level = "wizard"', "The rubric 'default' has no level 'wizard'.", 'level = "senior"'),
        ('document = "brag.md"', "document = 'brag.md' is relative.", 'document = "/'),
        ('state_dir = "state"', "state_dir = 'state' is relative.", 'state_dir = "/'),
        ('[privacy]\nretention = "26w"', "privacy.retention is 26w.", 'retention = "3y"'),
        ('[privacy]\nretention = "11m"', "privacy.retention is 11m.", 'retention = "3y"'),
    ],
)
def test_a_value_that_names_nothing_right_is_told(file: Path, text: str, what: str, cure: str) -> None:
    found = only(examine_values(settings(file, text)))
    assert found.what == what
    assert cure in found.cure


@pytest.mark.parametrize("retention", ["12m", "1y", "365d", "52w"])
def test_a_year_is_enough_for_a_packet(file: Path, retention: str) -> None:
    assert is_well(examine_values(settings(file, f'[privacy]\nretention = "{retention}"')))


def test_nobody_under_me_is_told_where_git_is_read(file: Path) -> None:
    table = "[connectors.git]\nrepositories = []\n"
    assert "No address" in only(examine_identity(settings(file, table))).what
    assert troubles(examine_identity(settings(file, f'[me]\nemails = ["ann@example.com"]\n{table}'))) == []


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("аnn@example.com", "holds а (U+0430)"),
        ("ann@*.example.com", "is no address"),
        ("ann", "is no address"),
        ("Ann <ann@example.com>", "is no address"),
        (" ann@example.com", "is no address"),
    ],
)
def test_an_address_that_only_looks_right_is_told(file: Path, address: str, what: str) -> None:
    assert what in only(examine_identity(settings(file, f'[me]\nemails = ["{address}"]'))).what


def test_somebody_else_with_an_account_of_mine_is_told(file: Path) -> None:
    text = '[me]\ngithub = ["Ann"]\n[[people]]\nname = "Ben Example"\ngithub = ["ann"]\n'
    found: Finding = only(examine_identity(settings(file, text)))
    assert found.what == "ann is yours, and Ben Example's in the people table."
