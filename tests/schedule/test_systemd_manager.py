"""The units in a real systemd of the user, where one can be started: as root, in a namespace of its own."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.repository import Repository

NOT_HERE = 77
SCRIPT = """
mount -t tmpfs none /run || exit 77
mkdir -p /run/systemd/system "$XDG_RUNTIME_DIR" && chmod 700 "$XDG_RUNTIME_DIR"
/lib/systemd/systemd --user > manager.txt 2>&1 &
manager=$!
trap 'kill $manager' EXIT
for _ in $(seq 50); do systemctl --user daemon-reload 2> reload.txt && break; sleep 0.1; done
systemctl --user daemon-reload || exit 77
set -e
"$@" schedule install --as systemd --day sat --at 10:00
"$@" schedule install --as systemd --day mon --at 09:30
systemctl --user show harvester.timer -p TimersCalendar -p ActiveState > timer.txt
systemctl --user start harvester.service
systemctl --user show harvester.service -p Result -p ExecMainStatus > service.txt
"$@" schedule status --json > status.json
"$@" schedule remove
systemctl --user show harvester.timer -p LoadState -p ActiveState > removed.txt
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may have a namespace of its own here")
@pytest.mark.skipif(not (Path("/lib/systemd/systemd").exists() and shutil.which("unshare")), reason="no systemd here")
def test_systemd_takes_a_new_time_runs_the_job_and_lets_it_go(home: Path, tmp_path: Path) -> None:
    folder = home / "my $dir = 100% 'quoted'"
    repository = Repository.create(folder / "pay")
    repository.commit("Begin", {"a.py": "x = 1\n"})
    config = folder / "con fig.toml"
    repositories = json.dumps([str(repository.path)])
    config.write_text(f'[me]\nemails = ["ann@example.com"]\n[connectors.git]\nrepositories = {repositories}\n')
    program = [sys.executable, "-c", "from harvester.cli import main; main()", "--config", str(config)]
    done = subprocess.run(
        ["unshare", "--mount", "bash", "-c", SCRIPT, "bash", *program],
        env={**os.environ, "XDG_RUNTIME_DIR": "/run/user/0"}, cwd=tmp_path, timeout=300,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == NOT_HERE or "unshare" in done.stderr:
        pytest.skip("no systemd of a user can be started here")
    assert done.returncode == 0, done.stderr
    timer = (tmp_path / "timer.txt").read_text()
    assert "OnCalendar=Mon *-*-* 09:30:00 UTC" in timer
    assert "Sat" not in timer.split("next_elapse")[0]
    assert "ActiveState=active" in timer
    assert (tmp_path / "service.txt").read_text().split() == ["Result=success", "ExecMainStatus=0"]
    (schedule,) = json.loads((tmp_path / "status.json").read_text())["schedules"]
    assert (schedule["day"], schedule["at"], schedule["problems"]) == ("mon", "09:30", [])
    log = (home / ".local/share/harvester/log/schedule.log").read_text()
    assert log.splitlines()[-1].endswith("ended with exit 0")
    assert (tmp_path / "removed.txt").read_text().split() == ["LoadState=not-found", "ActiveState=inactive"]
