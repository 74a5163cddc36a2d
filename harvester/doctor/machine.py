"""The machine: its clock as the program sees it, its language, its terminal."""

import locale
import os
import sys
from collections.abc import Iterator, Mapping

from harvester.doctor.words import doubt, well
from harvester.model import Finding

_UTF8 = {"utf-8", "utf8"}
_PRELOADS = ("PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME")


def examine_machine(environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """Look at what the environment says of clock, text and terminal."""
    if now := environment.get("HARVESTER_NOW"):
        why = "nothing that happened since is read, and every run takes place at that moment"
        yield doubt(f"HARVESTER_NOW is set to {now}.", why=why, cure="unset HARVESTER_NOW")
    else:
        yield well("the clock is the machine's")
    encodings = {stream.encoding.casefold() for stream in (sys.stdout, sys.stderr) if stream and stream.encoding}
    wanted = {locale.getpreferredencoding(do_setlocale=False).casefold()}
    if not (encodings | wanted) <= _UTF8:
        why = f"the language of the environment speaks {', '.join(sorted(encodings | wanted - _UTF8))}"
        yield doubt("Names that are not English may be garbled.", why=why, cure="export PYTHONUTF8=1 LC_ALL=C.UTF-8")
    else:
        yield well("text is UTF-8")
    for name in _PRELOADS:
        if environment.get(name):
            why = "it can put other code in the place of Harvester's libraries"
            yield doubt(f"{name} is set.", why=why, cure=f"unset {name}")
