"""The CODEOWNERS file of a repository, as the commit that is read has it: where the forges look for it, in their order.

Its text is given as it stands, for the guard to clean. A file that is too large for the forges, a link or no text is
none; nothing is read from a work tree.
"""

from contextlib import closing
from typing import Final

from connectors.git.child import Child, GitError, GitFailedError

PLACES: Final = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS", ".gitea/CODEOWNERS")
LARGEST: Final = 3 << 20
"""Bytes beyond which GitHub ignores the file."""
_FILE_MODES: Final = (b"100644", b"100755")


def read_owners(child: Child, tip: str) -> str:
    """Return the text of the CODEOWNERS file that counts at a commit, "" where there is none.

    Raises:
        GitError: the commit cannot be read.
    """
    blobs: dict[str, str] = {}
    for entry in child.read("ls-tree", "-z", tip, "--", *PLACES).split(b"\0"):
        mode, _, rest = entry.partition(b" ")
        kind, _, named = rest.partition(b" ")
        blob, _, path = named.partition(b"\t")
        if mode in _FILE_MODES and kind == b"blob":
            blobs[path.decode("utf-8", "replace")] = blob.decode()
    found = next((blobs[place] for place in PLACES if place in blobs), "")
    content = _read_blob(child, found) if found else b""
    return content.decode("utf-8", "replace")


def _read_blob(child: Child, blob: str) -> bytes:
    content = b""
    try:
        with closing(child.stream("cat-file", "blob", blob)) as chunks:
            for chunk in chunks:
                content += chunk
                if len(content) > LARGEST:
                    return b""
    except GitFailedError as failure:
        raise GitError("The CODEOWNERS file cannot be read.", why=failure.what, cure="git fsck") from failure
    return b"" if b"\0" in content else content
