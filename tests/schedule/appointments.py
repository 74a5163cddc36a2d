"""Appointments of an example person, and texts that formats are afraid of."""

from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from harvester.schedule.appointment import Appointment

GOLDEN = Path(__file__).parent / "golden"
COMMAND = (
    "/home/ann/.local/bin/harvester",
    "--config",
    "/home/ann/my config/100% mine.toml",
    "run",
    "--scheduled",
)
FRIDAY = Appointment(
    day="fri",
    at="14:00",
    zone="Europe/Berlin",
    command=COMMAND,
    environment={"PATH": "/home/ann/my tools:/usr/bin", "XDG_DATA_HOME": "/home/ann/data"},
    log_folder="/home/ann/data/harvester/log",
)
HOSTILE = [
    "two words",
    " edges ",
    "",
    "-rf",
    "--config",
    "100%",
    "%h%n%%",
    "%USERPROFILE",
    "$HOME ${HOME} $$",
    "$(touch canary)",
    "`touch canary`",
    "it's",
    "'quoted'",
    'say "hi"',
    "semi;colon && more | pipe > file",
    "#comment",
    "~ann",
    "*?[a]{b,c}",
    "a=b",
    "<tag> & ]]> -->",
    "{json: --}",
    "ünïcödé 日本 🎉",
    "!history",
    "\u00a0no-break",
]
BACKSLASHES = ["back\\slash", "end\\", "\\%", "\\\\n", 'C:\\Program Files\\"x"\\', "\\$HOME"]

letters = st.one_of(
    st.sampled_from(list(" \"'%$\\`;&|<>#-=~*?[](){}!/ab")), st.characters(categories=["L", "N", "P", "S", "Zs"])
)
words = st.one_of(st.sampled_from(HOSTILE + BACKSLASHES), st.text(letters, max_size=12))
"""Words of a command that can be written down: no control characters, no halves of letters."""


def appointment_with(*arguments: str, program: str = "/usr/bin/true") -> Appointment:
    return replace(FRIDAY, command=(program, *arguments))
