"""Git children: the one place that starts git, through GitPython, in a way no repository can turn into code.

A child sees nothing of the caller's environment but PATH (its absolute entries), no hook, monitor, pager, signature
program, attribute file or replacement of the repository's choosing, and no protocol: what a clone lacks is missing,
not fetched. It is given up when it stays silent too long, and killed when the person asks to stop.
GitPython's own reading of refs, configuration and objects is never used: it follows FIFOs and includes for ever.
"""

import os
import selectors
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from harvester.clean import clean_line
from harvester.errors import HarvesterError


def trusted_path() -> str:
    """The PATH without its relative entries, which would find programs in a hostile working directory."""
    entries = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return os.pathsep.join(entry for entry in entries if Path(entry).is_absolute())


# GitPython asks for a version while it is imported: it must not look for git in the working directory,
# and a machine without git is told so by us, in three lines.
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
os.environ.setdefault("GIT_PYTHON_GIT_EXECUTABLE", shutil.which("git", path=trusted_path()) or "git")

import git  # noqa: E402 - reads the two variables above when it is imported

SHORT_ANSWER_S: Final = 10.0
"""Seconds for a question with a short answer."""
SILENCE_S: Final = 120.0
"""Seconds without a byte after which a reading child is given up."""

_CHUNK: Final = 1 << 16
_STDERR_KEPT: Final = 8_192
_POLL_S: Final = 0.1
# git writes 4 KB at a time; to be woken for each costs both sides more than the reading. Meanwhile the pipe fills.
_NAP_S: Final = 0.0005

_ENVIRONMENT: Final = {
    "LC_ALL": "C",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ASKPASS": "true",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_FLUSH": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_SSH_COMMAND": "false",
    "GIT_TERMINAL_PROMPT": "0",
}
_NO_CONFIGURATION: Final = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
_CONFIGURATION_NAMES: Final = (
    "HOME",
    "XDG_CONFIG_HOME",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_GLOBAL",
)
_SETTINGS: Final = (
    "advice.graftFileDeprecated=false",
    "core.alternateRefsCommand=",
    "core.attributesFile=/dev/null",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.quotePath=true",
    "diff.renameLimit=1000",
    "diff.suppressBlankEmpty=false",
    "gpg.program=false",
    "i18n.logOutputEncoding=UTF-8",
    "log.showSignature=false",
    "protocol.allow=never",
)


class GitError(HarvesterError):
    """A git child did not give the answer."""

    usual_cure = "git fsck"


class GitFailedError(GitError):
    """A git child ended with an error; `stderr` is what it said, cleaned."""

    def __init__(self, what: str, *, stderr: str = "", why: str = "", cure: str = "") -> None:
        super().__init__(what, why=why, cure=cure)
        self.stderr = stderr


class GitStalledError(GitError):
    """A git child was given up; asking again would take as long."""

    usual_cure = "harvester run, later"


def never_stop() -> None:
    """Nobody asks to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """How the children for one folder are started.

    `place` are git's own arguments that say where: `--git-dir=…`, or `-C …` where git shall look, and refuse, itself.
    `reads_configuration` lets the user's configuration in, for what it alone can answer. `graft_file` cuts off what
    is damaged; the repository's own grafts never count. git does not look for a repository in `ceiling` or above.
    """

    place: tuple[str, ...]
    reads_configuration: bool = False
    settings: tuple[str, ...] = ()
    graft_file: str = os.devnull
    ceiling: str = ""
    check_stop: Callable[[], None] = never_stop

    def read(self, *arguments: str) -> bytes:
        """Return the whole short answer.

        Raises:
            GitError: the child failed or did not answer in time.
        """
        deadline = time.monotonic() + SHORT_ANSWER_S
        with closing(self.stream(*arguments, silence_s=SHORT_ANSWER_S)) as chunks:
            answer = b""
            for chunk in chunks:
                answer += chunk
                if time.monotonic() > deadline or len(answer) > _CHUNK * 16:
                    raise GitStalledError("Git does not come to an end of its answer.")
            return answer

    def stream(self, *arguments: str, stdin: bytes = b"", silence_s: float = SILENCE_S) -> Generator[bytes, None, None]:
        """Yield the answer in chunks; stopping early kills the child.

        Raises:
            GitError: the child failed or stayed silent too long; what it said before was yielded.
            InterruptedRunError: the person asked to stop.
        """
        with tempfile.TemporaryFile() as questions:
            questions.write(stdin)
            questions.seek(0)
            process = self._start(arguments, questions if stdin else None)
            try:
                stderr = yield from _pump(process, self.check_stop, silence_s)
                status = process.wait()
            finally:
                _end(process)
        if status:
            raise GitFailedError(f"Git ended with status {status}: {summarize(stderr)}", stderr=clean_line(stderr))

    def _start(self, arguments: Sequence[str], stdin: BinaryIO | None) -> "subprocess.Popen[bytes]":
        path = trusted_path()
        env, program = shutil.which("env", path=path), shutil.which("git", path=path)
        if env is None or program is None:
            raise GitError("Git is not installed, or not on the PATH.", cure="install git, then: git --version")
        settings = [part for setting in (*_SETTINGS, *self.settings) for part in ("-c", setting)]
        environment = {"PATH": path, **_ENVIRONMENT, **self._configuration()}
        environment |= {"GIT_GRAFT_FILE": self.graft_file, "GIT_CEILING_DIRECTORIES": self.ceiling}
        # GitPython hands on the caller's environment and can only add to it: `env -i` is what empties it.
        command = [env, "-i", *(f"{name}={value}" for name, value in environment.items()), program]
        command += [*self.place, "--no-pager", "--literal-pathspecs", *settings, *arguments]
        interrupter = git.Git(os.sep).execute(command, istream=stdin, as_process=True, start_new_session=True)
        process = cast("subprocess.Popen[bytes]", interrupter.proc)
        interrupter.proc = None  # its finalizer waits for the child without a limit; `_end` does not
        return process

    def _configuration(self) -> Mapping[str, str]:
        if not self.reads_configuration:
            return _NO_CONFIGURATION
        return {name: os.environ[name] for name in _CONFIGURATION_NAMES if name in os.environ}


def inside(git_dir: Path, *, check_stop: Callable[[], None] = never_stop) -> Child:
    """Children that read this git directory, whatever work tree or attributes it claims to have."""
    return Child(place=(f"--git-dir={git_dir}", f"--work-tree={git_dir}"), check_stop=check_stop)


def _pump(
    process: "subprocess.Popen[bytes]", check_stop: Callable[[], None], silence_s: float
) -> Generator[bytes, None, str]:
    """Yield stdout while draining stderr, so that neither can block the other; returns what stderr said."""
    said = bytearray()
    with selectors.DefaultSelector() as selector:
        for pipe in (process.stdout, process.stderr):
            selector.register(cast("BinaryIO", pipe), selectors.EVENT_READ)
        heard_at = time.monotonic()
        while selector.get_map():
            check_stop()
            ready = selector.select(_POLL_S)
            if not ready and time.monotonic() - heard_at > silence_s:
                raise GitStalledError(f"Git gave no answer for {silence_s:.0f} seconds.")
            for key, _ in ready:
                chunk = os.read(key.fd, _CHUNK)
                if not chunk:
                    selector.unregister(key.fileobj)
                elif key.fileobj is process.stdout:
                    yield chunk
                    if len(chunk) < _CHUNK // 2:
                        time.sleep(_NAP_S)
                else:
                    said += chunk[: _STDERR_KEPT - len(said)]
                heard_at = time.monotonic()
    return said.decode("utf-8", "replace")


def summarize(stderr: str) -> str:
    """Return the line of git's complaint that says most: the first error, else the first that is no hint."""
    lines = [line for line in stderr.split("\n") if line.strip() and not line.startswith("hint:")]
    errors = [line for line in lines if line.startswith(("error:", "fatal:"))]
    return clean_line((errors or lines or ["it gave no reason"])[0], 300)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            process.kill()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=5)
