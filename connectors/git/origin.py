"""Where a repository lives on the web, from the address of its remote; never with credentials. Pure."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from harvester.model import Ref

_SCP: Final = re.compile(r"(?:[\w.-]+@)?([\w.-]+):(?!/)(\S+)")
_ALIASES: Final = {
    "ssh.github.com": "github.com",
    "altssh.gitlab.com": "gitlab.com",
    "altssh.bitbucket.org": "bitbucket.org",
}
_COMMIT_PATHS: Final = {
    "github": "commit",
    "gitlab": "-/commit",
    "bitbucket": "commits",
    "codeberg": "commit",
    "gitea": "commit",
}
_FILE_PATHS: Final = {
    "github": "blob",
    "gitlab": "-/blob",
    "bitbucket": "src",
    "codeberg": "src/commit",
    "gitea": "src/commit",
}
_PATH: Final = re.compile(r"[\w.~-]+(?:/[\w.~-]+)+")


@dataclass(frozen=True, slots=True)
class Origin:
    """A forge and the repository's path there: `host` may carry a port, `kind` is github, gitlab, bitbucket or ""."""

    host: str = ""
    path: str = ""
    kind: str = ""

    def commit_url(self, sha: str) -> str:
        """Return the address of a commit on the web, "" where it is not known."""
        return f"https://{self.host}/{self.path}/{_COMMIT_PATHS[self.kind]}/{sha}" if self.kind else ""

    def file_url(self, sha: str, path: bytes) -> str:
        """Return the address of a file as a commit left it, "" where it is not known."""
        return f"https://{self.host}/{self.path}/{_FILE_PATHS[self.kind]}/{sha}/{quote(path)}" if self.kind else ""

    def pull_request(self, number: int) -> Ref | None:
        """Return the ref of a pull request, on GitHub only."""
        if self.kind != "github" or self.path.count("/") != 1 or "--" in self.path:
            return None
        host = "" if self.host == "github.com" else f"{self.host}/"
        return Ref("github", f"{host}{self.path}#{number}")


def parse_origin(address: str) -> Origin:
    """Read the address of a remote; what is no web forge is an empty Origin, credentials are dropped."""
    host, path = _split(address.strip())
    path = path.strip("/").removesuffix(".git").strip("/")
    host = _ALIASES.get(host, host)
    kind = next((kind for kind in _COMMIT_PATHS if kind in re.split(r"[.:-]", host)), "")
    if not kind and host.partition(":")[0].endswith(".ghe.com"):
        kind = "github"
    return Origin(host, path, kind) if kind and _PATH.fullmatch(path) else Origin()


def _split(address: str) -> tuple[str, str]:
    if "://" not in address:
        scp = _SCP.fullmatch(address)
        return (scp[1].lower(), scp[2]) if scp else ("", "")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "", ""
    if parts.scheme not in {"https", "ssh", "git+ssh"}:
        return "", ""
    # An ssh port says nothing about the web server's.
    return f"{host}:{port}" if port and port != 443 and parts.scheme == "https" else host, parts.path  # noqa: PLR2004 - HTTPS
