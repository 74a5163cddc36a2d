"""Ann's year, harvested by the real connectors, before each test of `harvester people`."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from harvester.transport import PatientAdapter
from tests.cli.conftest import Program, Result
from tests.cli.people.office import configure, make_repository, make_tracker, make_world
from tests.fakes.github.server import TOKEN as GITHUB_TOKEN
from tests.fakes.github.server import GitHubServer
from tests.fakes.jira.server import TOKEN as JIRA_TOKEN
from tests.fakes.jira.server import CloudServer
from tests.fakes.repository import Repository


@dataclass(frozen=True)
class Office:
    """A harvested year, and where things are."""

    config: Path
    github: GitHubServer
    repository: Repository
    program: Program

    def id(self, login: str) -> str:
        """Give the people id of a login on this office's GitHub."""
        return f"github:{self.github.host}/{login}"

    def people(self, *arguments: str) -> Result:
        return self.program("people", *arguments)


@pytest.fixture(autouse=True)
def tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens where they are looked for first, and no pauses between tries."""
    monkeypatch.setenv("GH_TOKEN", GITHUB_TOKEN)
    monkeypatch.setenv("JIRA_API_TOKEN", JIRA_TOKEN)
    monkeypatch.setattr(PatientAdapter, "backoff_s", 0.0)


@pytest.fixture
def office(program: Program, home: Path, tmp_path: Path) -> Iterator[Office]:
    """Ann's year, read by one run."""
    with ExitStack() as stack:
        github = stack.enter_context(GitHubServer(make_world()))
        jira = stack.enter_context(CloudServer(make_tracker()))
        repository = make_repository(tmp_path / "pay")
        config = configure(home, github, jira, repository)
        assert program("run", "--no-append").code == 0
        yield Office(config, github, repository, program)
