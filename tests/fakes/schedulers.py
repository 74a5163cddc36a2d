"""Programs that answer as the schedulers' own do, for machines on which those cannot run: scripts on the PATH.

Each keeps what it was given below the home: `crontab.txt`, `task.xml`, and the calls of all in `calls.log`.
"""

import os
from pathlib import Path

CRONTAB = """
table="$HOME/crontab.txt"
case "$1" in
-l) [ -f "$table" ] || { echo "no crontab for ann" >&2; exit 1; }; cat "$table" ;;
-r) [ -f "$table" ] || { echo "no crontab for ann" >&2; exit 1; }; rm "$table" ;;
-) cat > "$table.new"
   if [ -s "$table.new" ] && [ -n "$(tail -c 1 "$table.new")" ]; then
       echo "new crontab file is missing newline before EOF, can't install." >&2; exit 1
   fi
   mv "$table.new" "$table" ;;
*) echo "crontab: usage error" >&2; exit 1 ;;
esac
"""
SYSTEMCTL = """
units="${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user"
case "$*" in
*enable*harvester.timer) [ "$2" = enable ] && mkdir -p "$units/timers.target.wants" &&
    ln -sf "$units/harvester.timer" "$units/timers.target.wants/harvester.timer" ;;
esac
case "$*" in
*disable*) rm "$units/timers.target.wants/harvester.timer" ;;
esac
exit 0
"""
NO_SYSTEMCTL = """
echo "Failed to connect to bus: No medium found" >&2
exit 1
"""
LAUNCHCTL = """
case "$1" in
bootstrap) [ -f "$3" ] || exit 5; touch "$HOME/loaded" ;;
bootout) rm "$HOME/loaded" 2> "$HOME/rm.txt" || { echo "Boot-out failed: 3: No such process" >&2; exit 3; } ;;
esac
"""
SCHTASKS = """
case "$1" in
/Create) cp "$5" "$HOME/task.xml" ;;
/Query) [ -f "$HOME/task.xml" ] || { echo "ERROR: The system cannot find the file specified." >&2; exit 1; }
    cat "$HOME/task.xml" ;;
/Delete) rm "$HOME/task.xml" ;;
esac
"""


class Machine:
    """A folder of programs that stands first on the PATH."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.home = home
        folder.mkdir(parents=True, exist_ok=True)

    def has(self, **programs: str) -> "Machine":
        """Put programs there, by name."""
        for name, script in programs.items():
            path = self.folder / name
            path.write_text(f'#!/bin/sh\necho {name} "$@" >> "$HOME/calls.log"\n{script}', encoding="utf-8")
            path.chmod(0o755)
        return self

    @property
    def calls(self) -> list[str]:
        """What was called, in order."""
        log = self.home / "calls.log"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []

    @property
    def path(self) -> str:
        """The PATH: these programs, and what a bare system has."""
        return os.pathsep.join([str(self.folder), "/usr/bin", "/bin"])
