"""What GitHub hides from a token in silence is found; a good token is well."""

from datetime import UTC, datetime

import pytest

from connectors.github import GitHubConnector
from connectors.github.answers import parse_expiry
from harvester.errors import SignInError
from harvester.model import Finding, Health
from tests.connectors.github.conftest import Serve, connect
from tests.fakes.github.server import TOKEN
from tests.fakes.github.world import ME, World
from tests.transport.wire import answer

EXPIRY = "github-authentication-token-expiration"


def troubles(connector: GitHubConnector) -> list[Finding]:
    return [one for one in connector.examine() if one.state is not Health.OK]


def test_a_good_token_is_well_and_its_account_is_told(serve: Serve) -> None:
    server = serve(World(), headers={EXPIRY: "2027-06-01 10:00:00 UTC"})
    [finding] = connect(server).examine()
    assert (finding.state, finding.what) == (Health.OK, f"signed in at {server.host} as {ME}")
    assert len(server.requests) == 1


def test_offline_nothing_is_asked_and_nothing_said(serve: Serve) -> None:
    server = serve(World())
    assert list(connect(server).examine(is_offline=True)) == []
    assert server.requests == []


def test_a_missing_scope_is_told_with_what_makes_it_good(serve: Serve) -> None:
    [found] = troubles(connect(serve(World(), scopes="gist"), session={"instance": "work"}))
    assert found.state is Health.WARN
    assert "lacks the scope repo" in found.what
    assert found.cure.endswith("harvester auth set github-work")


def test_a_repository_out_of_sight_is_told(serve: Serve) -> None:
    [found] = troubles(connect(serve(World()), repositories=["acme/secret"]))
    assert "acme/secret is not visible to this token" in found.what


def test_an_organization_that_wants_single_sign_on_is_told(serve: Serve) -> None:
    server = serve(World(), headers={"X-GitHub-SSO": "partial-results; organizations=1"})
    [found] = troubles(connect(server))
    assert "single sign-on" in found.what


@pytest.mark.parametrize(
    ("expiry", "is_told"),
    [
        ("2026-12-01 10:00:00 UTC", True),
        ("2026-12-04 13:00:00 +0000", False),
        ("2026-12-04 13:00:00 +0200", True),
        ("soon", False),
    ],
)
def test_a_token_that_ends_before_the_second_next_run_is_told(serve: Serve, expiry: str, is_told: bool) -> None:
    found = troubles(connect(serve(World(), headers={EXPIRY: expiry})))
    assert [one.state for one in found] == [Health.WARN] * is_told
    assert all(one.what.startswith("The token for github ends on 2026-12-0") for one in found)


def test_an_expiry_is_read_with_its_zone() -> None:
    assert parse_expiry("2026-12-01 10:00:00 UTC") == datetime(2026, 12, 1, 10, tzinfo=UTC)
    assert parse_expiry("2026-12-01 10:00:00 -0800") == datetime(2026, 12, 1, 18, tzinfo=UTC)
    assert parse_expiry("") is None


def test_a_token_of_somebody_else_is_told(serve: Serve) -> None:
    [found] = troubles(connect(serve(World()), "somebody"))
    assert f"belongs to {ME}, who is not among your logins" in found.what
    assert f'"{ME}"' in found.cure


def test_a_server_that_does_not_answer_fails(serve: Serve) -> None:
    [found] = connect(serve(World(), faults=dict.fromkeys(range(1, 9), answer(status=500)))).examine()
    assert (found.state, found.cure) == (Health.FAIL, "harvester connectors test github")


def test_a_token_that_is_refused_is_an_error_with_its_cure(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GH_TOKEN", TOKEN[::-1])
    with pytest.raises(SignInError) as refusal:
        list(connect(serve(World())).examine())
    assert refusal.value.cure == "harvester auth set github"
