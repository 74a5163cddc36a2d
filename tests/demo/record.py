"""Records the demo anew: plays the story from the fakes instead of the recordings, and writes down what was asked.

    python -m tests.demo.record

Run it when the story, the connectors' questions, the drafts or the demo's commands have changed, and read in the
difference what that means: it writes the golden story too.
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
GOLDEN = Path(__file__).parent / "golden" / "demo.txt"
"""The story as it was told, with FOLDER where the demo's folder stands."""


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


def record(target: Path) -> str:
    """Write the recordings and the repository's stream into a folder; gives the story as it was told meanwhile."""
    with tempfile.TemporaryDirectory() as passing:
        repository, merged = make_repository(Path(passing) / "source")
        stream = repository.git("fast-export", "main")
        (target / sample.STREAM.name).write_text(stream + "\n", encoding="utf-8")
        folder = Path(passing) / "sample"
        folder.mkdir()
        with GitHubServer(make_world(merged), scopes=None) as github, DataCenterServer(make_tracker()) as jira:
            recorder = Recorder(github, jira)
            story = "".join(f"{line}\n" for line in tell(folder, recorder.find)).replace(str(folder), "FOLDER")
    for name, kept in recorder.kept.items():
        text = json.dumps([row for _, row in sorted(kept.items())], indent=1, ensure_ascii=False)
        (target / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return story


if __name__ == "__main__":
    GOLDEN.write_text(record(FOLDER), encoding="utf-8")
