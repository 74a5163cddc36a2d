"""The weekly workflow of a private repository, and where a state may be versioned."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from harvester.schedule.workflow import render_workflow
from tests.schedule.appointments import FRIDAY, GOLDEN

WINTER = datetime(2026, 11, 20, 12, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_the_workflow_is_this() -> None:
    assert render_workflow(FRIDAY, WINTER, "0.1.0") == (GOLDEN / "harvester.yml").read_text()


@pytest.mark.parametrize(
    ("day", "at", "now", "cron"),
    [
        ("fri", "14:00", WINTER, "0 13 * * 5"),
        ("fri", "14:00", SUMMER, "0 12 * * 5"),
        ("mon", "00:30", WINTER, "30 23 * * 0"),
        ("sun", "23:59", WINTER, "59 22 * * 0"),
    ],
)
def test_the_hour_is_told_in_utc(day: str, at: str, now: datetime, cron: str) -> None:
    assert f"    - cron: {json.dumps(cron)}\n" in render_workflow(replace(FRIDAY, day=day, at=at), now, "1")


def test_nothing_of_the_machine_reaches_the_repository() -> None:
    text = render_workflow(FRIDAY, WINTER, "0.1.0")
    assert "/home/ann" not in text


def test_it_trusts_two_actions_of_github_by_full_version_and_asks_for_one_right() -> None:
    text = render_workflow(FRIDAY, WINTER, "0.1.0")
    assert re.findall(r"uses: (\S+)", text) == ["actions/checkout@v5.0.0", "actions/setup-python@v6.0.0"]
    assert "permissions:\n  contents: write\nconcurrency:" in text
    assert "pull_request" not in text


@pytest.mark.parametrize("token", ["GH_TOKEN", "JIRA_API_TOKEN"])
def test_tokens_come_from_secrets_alone(token: str) -> None:
    text = render_workflow(FRIDAY, WINTER, "0.1.0")
    values = re.findall(rf"{token}: (.*)", text)
    assert values
    assert all(re.fullmatch(r"\$\{\{ (?:secrets\.[A-Z_]+|github\.token) \}\}", value) for value in values)


def test_it_is_yaml_that_means_what_it_says() -> None:
    yaml = pytest.importorskip("yaml", reason="no YAML parser is installed")
    workflow = yaml.safe_load(render_workflow(FRIDAY, WINTER, "0.1.0"))
    steps = workflow["jobs"]["run"]["steps"]
    assert [step["run"] for step in steps if step.get("name") == "Run"] == [
        "harvester --config harvester.toml run --scheduled"
    ]
