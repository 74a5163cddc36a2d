"""Records the demo anew: plays the story from the fakes instead of the recordings, and writes down what was asked.

    python -m tests.demo.record

Run it when the story, the connectors' questions or the demo's commands have changed, and read the difference.
"""

import json
import tempfile
from pathlib import Path

import requests

from harvester.cli.demo import tell
from harvester.demo import player, sample
from tests.demo.story import make_repository, make_tracker, make_world
from tests.fakes.github.server import TOKEN as GITHUB_TOKEN
from tests.fakes.github.server import GitHubServer
from tests.fakes.jira.server import TOKEN as JIRA_TOKEN
from tests.fakes.jira.server import DataCenterServer

FOLDER = sample.STREAM.parent


class Recorder:
    """Passes questions on to the fakes, and keeps them with their answers."""

    def __init__(self, github: GitHubServer, jira: DataCenterServer) -> None:
        self._github, self._jira = github, jira
        self.kept: dict[str, dict[str, dict[str, player.Answer]]] = {"github": {}, "jira": {}}

    def find(self, method: str, target: str, body: bytes) -> player.Answer:
        """Give the fake's answer."""
        if target == "/graphql":
            name, url, token = "github", f"http://{self._github.host}/api{target}", f"token {GITHUB_TOKEN}"
        else:
            name, url, token = "jira", f"{self._jira.url}{target}", f"Bearer {JIRA_TOKEN}"
        response = requests.request(method, url, data=body, headers={"Authorization": token}, timeout=10)
        assert response.status_code == 200, f"{target}: {response.text}"
        text = response.text.replace(self._jira.url, "https://jira.example.com")
        question = player.describe_question(method, target, body)
        self.kept[name][player.spell_question(question)] = {"question": question, "answer": json.loads(text)}
        return json.loads(text)


def record(target: Path) -> list[str]:
    """Write the recordings and the repository's stream into a folder; gives the story as it was told meanwhile."""
    with tempfile.TemporaryDirectory() as passing:
        repository, merged = make_repository(Path(passing) / "source")
        stream = repository.git("fast-export", "main")
        (target / sample.STREAM.name).write_text(stream + "\n", encoding="utf-8")
        folder = Path(passing) / "sample"
        folder.mkdir()
        with GitHubServer(make_world(merged), scopes=None) as github, DataCenterServer(make_tracker()) as jira:
            recorder = Recorder(github, jira)
            story = list(tell(folder, recorder.find))
    for name, kept in recorder.kept.items():
        text = json.dumps([row for _, row in sorted(kept.items())], indent=1, ensure_ascii=False)
        (target / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return story


if __name__ == "__main__":
    print("\n".join(record(FOLDER)))  # noqa: T201 - a program
