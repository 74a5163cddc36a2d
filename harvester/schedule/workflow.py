"""What GitHub Actions is told: a weekly workflow for a private repository that holds document and state. Pure text.

Nobody installs it but the person, by committing it. It is the one place where the state is versioned, because the
machine that runs it forgets everything else. It asks for no more rights than to push what it wrote.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from harvester.schedule.appointment import MARK, Appointment

PATH: Final = Path(".github/workflows/harvester.yml")
CONFIG: Final = "harvester.toml"
STATE: Final = "state"
DOCUMENT: Final = "brag.md"
_WORKFLOW: Final = """\
# {mark}
# A private repository of yours holds this file, {config}, {document} and {state}/.
# Its secrets hold HARVESTER_GITHUB_TOKEN (read-only, for the repositories you work in: the token that Actions brings
# sees this repository alone) and, for Jira, HARVESTER_JIRA_TOKEN.
# Tags can be moved; to trust nobody, put the full commit sha in the place of each.
name: harvester
on:
  schedule:
    # {told}, written in UTC as every GitHub reads it; github.com also takes a timezone: beside a local time.
    # It starts late when GitHub is busy.
    - cron: {cron}
  workflow_dispatch:
permissions:
  contents: write
concurrency:
  group: harvester
  cancel-in-progress: false
jobs:
  run:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - name: Refuse a repository that others can read
        env:
          GH_TOKEN: ${{{{ github.token }}}}
        run: test "$(gh api "repos/$GITHUB_REPOSITORY" --jq .private)" = true
      - uses: actions/checkout@v5.0.0
      - uses: actions/setup-python@v6.0.0
        with:
          python-version: "3.12"
      - run: python -m pip install {requirement}
      - name: Run
        id: run
        env:
          GH_TOKEN: ${{{{ secrets.HARVESTER_GITHUB_TOKEN }}}}
          JIRA_API_TOKEN: ${{{{ secrets.HARVESTER_JIRA_TOKEN }}}}
          HARVESTER_DOCUMENT: {document}
          HARVESTER_STATE_DIR: {state}
          HARVESTER_TIMEZONE: {zone}
        run: harvester --config {config} run --scheduled
      - name: Keep what was read, also of a run that is partial
        if: ${{{{ !cancelled() && steps.run.outcome != 'skipped' }}}}
        run: |
          git config user.name "github-actions[bot]"
          git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
          git add --all
          git diff --cached --quiet || git commit --quiet --message "Harvest of $(date -u +%F)"
          git pull --quiet --rebase
          git push --quiet
"""


def render_workflow(appointment: Appointment, now: datetime, version: str) -> str:
    """Spell the workflow; `now` decides which hour of UTC the person's time is, `version` is what it installs."""
    told = appointment.next_run(now)
    due = told.astimezone(UTC)
    zone = getattr(told.tzinfo, "key", "UTC")
    return _WORKFLOW.format(
        mark=MARK + "a workflow",
        cron=json.dumps(f"{due.minute} {due.hour} * * {(due.weekday() + 1) % 7}"),
        told=f"{told:%a %H:%M} {told.tzinfo}",
        requirement=json.dumps(f"evidence-harvester=={version}"),
        zone=json.dumps(zone),
        config=CONFIG,
        document=DOCUMENT,
        state=STATE,
    )
