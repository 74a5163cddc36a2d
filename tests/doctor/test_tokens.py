"""The tokens: present, hidden by another, readable by others; and never told."""

from pathlib import Path

import pytest

from harvester.doctor.tokens import examine_token
from harvester.model import Finding, Health
from harvester.transport import Secret, TokenPlace, write_token_file
from tests.doctor.reading import is_well, only
from tests.fakes.github.server import TOKEN


def place(folder: Path, *command: str, **environment: str) -> TokenPlace:
    return TokenPlace(
        account="github",
        variables=("GH_TOKEN", "GITHUB_TOKEN"),
        command=command,
        folder=folder,
        environment=environment,
    )


def examine(place: TokenPlace) -> list[Finding]:
    found = list(examine_token(place))
    assert TOKEN[:8] not in repr(found)
    return found


def test_one_token_is_well_and_its_source_is_told(tmp_path: Path) -> None:
    found = examine(place(tmp_path, GH_TOKEN=TOKEN))
    assert is_well(found)
    assert found[0].what == "the token for github comes from GH_TOKEN"


def test_no_token_is_told_with_where_was_looked(tmp_path: Path) -> None:
    found = only(examine(place(tmp_path, "false")))
    assert found.state is Health.FAIL
    assert "false gave none" in found.why
    assert found.cure == "harvester auth set github"


def test_a_kept_token_that_the_environment_hides_is_told(tmp_path: Path) -> None:
    write_token_file(tmp_path, "github", Secret(TOKEN))
    assert is_well(examine(place(tmp_path)))
    found = only(examine(place(tmp_path, GH_TOKEN=TOKEN[::-1])))
    assert found.what == "The token for github in the file is not used: GH_TOKEN comes before it."
    assert found.cure == "unset GH_TOKEN"


def test_a_kept_token_that_a_command_hides_is_told(tmp_path: Path) -> None:
    write_token_file(tmp_path, "github", Secret(TOKEN))
    assert only(examine(place(tmp_path, "echo", TOKEN))).cure == "harvester auth remove github"


def test_two_variables_at_once_are_told(tmp_path: Path) -> None:
    found = only(examine(place(tmp_path, GH_TOKEN=TOKEN, GITHUB_TOKEN=TOKEN)))
    assert (found.what, found.cure) == ("GH_TOKEN and GITHUB_TOKEN are both set.", "unset GITHUB_TOKEN")


def test_a_token_that_a_scheduler_does_not_give_is_told_once_something_is_scheduled(tmp_path: Path) -> None:
    only_here = place(tmp_path, GH_TOKEN=TOKEN)
    assert is_well(examine_token(only_here))
    found = only(examine_token(only_here, scheduler="systemd"))
    assert found.what == "The run on schedule has no token for github."
    assert is_well(examine_token(place(tmp_path, "echo", TOKEN), scheduler="systemd"))
    write_token_file(tmp_path, "github", Secret(TOKEN))
    assert is_well(examine_token(place(tmp_path), scheduler="systemd"))


def test_a_keyring_that_cron_cannot_open_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.transport.tokens.read_keyring", lambda _account: TOKEN)
    assert is_well(examine_token(place(tmp_path), scheduler="systemd"))
    assert only(examine_token(place(tmp_path), scheduler="cron")).cure == "harvester auth set github --file"


def test_a_token_file_that_others_can_read_is_told_even_where_another_token_is_used(tmp_path: Path) -> None:
    path = write_token_file(tmp_path, "github", Secret(TOKEN))
    path.chmod(0o644)
    found = only(examine(place(tmp_path, GH_TOKEN=TOKEN)))
    assert found.state is Health.FAIL
    assert found.cure == f"chmod 600 {path}"


@pytest.mark.parametrize("text", ["", "two words", "\x1b[0m"])
def test_what_can_be_no_token_is_told(tmp_path: Path, text: str) -> None:
    assert only(examine(place(tmp_path, GH_TOKEN=text or " "))).state is Health.FAIL
