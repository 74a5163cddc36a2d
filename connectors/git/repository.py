"""A repository on this machine: found, opened and asked about itself, by git children under the recipe only."""

import glob
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from connectors.git.child import Child, GitError, GitFailedError, inside, never_stop
from connectors.git.identity import fold_address
from connectors.git.origin import Origin, parse_origin
from connectors.git.records import split_records
from harvester.clean import clean_line
from harvester.errors import UsageError

LATEST: Final = 5_000
"""Commits that are looked at to learn whose they are."""

_BARE_PARTS: Final = ("HEAD", "objects", "refs")
_OWNED_BY_ANOTHER: Final = "dubious ownership"
_TIPS: Final = ("refs/remotes/origin/HEAD", "HEAD")
_CLONE_SETTINGS: Final = r"^(remote\.(origin|upstream)\.url|remote\..*\.promisor|extensions\.partialclone)$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """An opened repository: `tip` is the commit to read from, "" while there is none.

    `branch` is the branch of the tip, "" when HEAD is detached; `boundary` the shas where a shallow clone ends.
    """

    git_dir: Path
    name: str
    tip: str
    branch: str
    origin: Origin
    is_partial: bool
    boundary: frozenset[str]


def locate(path: str) -> Path | None:
    """Return the top of the repository that `path` lies in, or is when it is bare; None outside of any."""
    place = Path(os.path.abspath(Path(path).expanduser()))  # noqa: PTH100 - resolve() would follow links
    if is_bare(place):
        return place
    return next((folder for folder in (place, *place.parents) if _has_git(folder)), None)


def is_bare(folder: Path) -> bool:
    """Say whether this folder itself looks like a git directory."""
    return not _has_git(folder) and all(os.path.lexists(folder / part) for part in _BARE_PARTS)


def _has_git(folder: Path) -> bool:
    try:
        return os.path.lexists(folder / ".git")
    except OSError:
        return False


def expand_paths(patterns: Iterable[str]) -> list[str]:
    """Spell out `~` and `*`; of a pattern's folders only repositories count, what matches nothing stays as it is."""
    expanded: list[str] = []
    for pattern in patterns:
        path = os.path.expanduser(pattern)  # noqa: PTH111 - a pattern is no path yet
        is_pattern = glob.has_magic(path) and not os.path.lexists(path)
        matches = sorted(glob.glob(path)) if is_pattern else []  # noqa: PTH207 - nor can Path match an absolute one
        repositories = [one for one in matches if _has_git(Path(one)) or is_bare(Path(one))] or [path]
        expanded += [_spell(locate(one) or Path(one)) for one in repositories]
    unique: dict[str, str] = {}
    for one in expanded:
        unique.setdefault(os.path.realpath(one), one)
    return list(unique.values())


def _spell(path: Path) -> str:
    """Spell a path absolutely, its links kept, in characters that can be stored and shown."""
    return os.fsencode(os.path.abspath(path)).decode("utf-8", "replace")  # noqa: PTH100 - resolve() would follow links


def find_repository(path: str | Path) -> Path:
    """Return the git directory of the repository at or around `path`.

    Raises:
        UsageError: there is none, or git refuses to read it.
    """
    try:
        return _discover(str(path))[0]
    except GitError as error:
        raise _refuse(path, error) from error


def _refuse(path: str | Path, error: GitError) -> UsageError:
    what = f"{path}: {error.what[:1].lower()}{error.what[1:]}"
    return UsageError(what, why=error.why, cure=error.cure)


def _discover(path: str, check_stop: Callable[[], None] = never_stop) -> tuple[Path, bool]:
    """Return the git directory, and whether the clone is shallow."""
    top = locate(path)
    if top is None and not os.path.lexists(path):
        raise GitError(
            "There is no such folder.",
            why="It was moved or removed, or lies on a disk that is not mounted.",
            cure="correct repositories under [connectors.git], then: harvester config check",
        )
    if top is None:
        raise GitError(
            "Not in a Git repository.",
            why="Neither this folder nor one above it holds a .git.",
            cure="harvester run --repo FOLDER, or correct repositories under [connectors.git]",
        )
    # git itself looks, so that its refusal of other people's repositories holds; but here only, not in folders above.
    above = os.path.dirname(os.path.realpath(top))  # noqa: PTH120 - a string for the environment
    child = Child(
        place=("-C", str(top), f"--work-tree={top}"),
        settings=("safe.bareRepository=all",) if is_bare(top) else (),
        reads_configuration=True,
        ceiling=above,
        check_stop=check_stop,
    )
    try:
        answer = child.read("rev-parse", "--is-shallow-repository", "--absolute-git-dir")
    except GitFailedError as error:
        if _OWNED_BY_ANOTHER in error.stderr:
            raise GitError(
                "Belongs to another user, and git refuses to read it.",
                why="A repository of somebody else could make git run programs.",
                cure=f"git config --global --add safe.directory {top}",
            ) from error
        raise GitError(f"Cannot be opened: {error.what}") from error
    is_shallow, _, git_dir = answer.removesuffix(b"\n").partition(b"\n")
    return Path(os.fsdecode(git_dir)), is_shallow == b"true"


def open_repository(path: str, check_stop: Callable[[], None]) -> Repository:
    """Open the repository at `path`.

    Raises:
        GitError: there is none, git refuses, or its HEAD points to a commit that cannot be read.
    """
    git_dir, is_shallow = _discover(path, check_stop)
    child = inside(git_dir, check_stop=check_stop)
    tip, branch = _read_tip(child)
    origin, is_partial = _read_clone_settings(child)
    return Repository(
        git_dir=git_dir,
        name=clean_line(_name(git_dir, locate(path)), 200),
        tip=tip,
        branch=branch,
        origin=origin,
        is_partial=is_partial,
        boundary=_read_boundary(child) if is_shallow else frozenset(),
    )


def _name(git_dir: Path, top: Path | None) -> str:
    """Name the repository by its folder; the work trees of one repository have its name."""
    is_linked = git_dir.parent.name == "worktrees"
    shared = git_dir.parent.parent if is_linked else git_dir
    if shared.name == ".git":
        return shared.parent.name
    return (shared if is_linked or top is None else top).name.removesuffix(".git")


def _read_tip(child: Child) -> tuple[str, str]:
    failure = ""
    for name in _TIPS:
        try:
            answer = child.read("rev-parse", f"{name}^{{commit}}", "--symbolic-full-name", name)
        except GitFailedError as error:
            failure = error.what
            continue
        tip, _, full_name = answer.decode("utf-8", "replace").partition("\n")
        branch = clean_line(re.sub(r"^refs/(?:heads|remotes/origin)/", "", full_name.strip()))
        return tip, "" if branch == "HEAD" else branch
    if _is_unborn(child):
        return "", ""
    raise GitError(f"HEAD cannot be read: {failure}", cure="git fsck")


def _is_unborn(child: Child) -> bool:
    """Say whether HEAD names a branch that does not exist yet."""
    try:
        branch = child.read("symbolic-ref", "-q", "HEAD").decode("utf-8", "surrogateescape").strip()
        return not child.read("for-each-ref", "--format=%(refname)", branch).strip()
    except GitFailedError:
        return False


def _read_clone_settings(child: Child) -> tuple[Origin, bool]:
    """Return where the repository lives on the web, and whether the clone is partial.

    The pull requests of a fork are those of its upstream.
    """
    try:
        answer = child.read("config", "-z", "--get-regexp", _CLONE_SETTINGS).decode("utf-8", "replace")
    except GitFailedError:  # git ends with 1 where nothing matches; what is broken was told when it was opened
        return Origin(), False
    settings = dict(one.partition("\n")[::2] for one in answer.split("\0") if one)
    upstream, origin = (parse_origin(settings.pop(f"remote.{name}.url", "")) for name in ("upstream", "origin"))
    return upstream if upstream.kind else origin, any(value.lower() != "false" for value in settings.values())


def _read_boundary(child: Child) -> frozenset[str]:
    path = Path(os.fsdecode(child.read("rev-parse", "--git-path", "shallow").removesuffix(b"\n")))
    if not path.is_file():
        return frozenset()
    return frozenset(path.read_text("ascii", "replace").split())


def read_identity(path: str | Path) -> tuple[str, str]:
    """Return the name and address that git would commit with here; "" for what is not configured."""
    top = locate(str(path))
    child = Child(place=("-C", str(top)) if top else (), reads_configuration=True)
    return _read_setting(child, "user.name"), _read_setting(child, "user.email")


def _read_setting(child: Child, key: str) -> str:
    try:
        return clean_line(child.read("config", "--get", key).decode("utf-8", "replace"), 254)
    except GitError:
        return ""


def list_addresses(path: str | Path, limit: int = 20, *, depth: int = LATEST) -> Sequence[tuple[str, str, int]]:
    """Return the (address, name, commits) of the authors of the newest `depth` commits, most commits first.

    Raises:
        UsageError: `path` is in no repository, or it cannot be read.
    """
    try:
        repository = open_repository(str(path), never_stop)
        return list_authors(repository, depth=depth)[:limit] if repository.tip else []
    except GitError as error:
        raise _refuse(path, error) from error


def list_authors(repository: Repository, *, depth: int = LATEST) -> list[tuple[str, str, int]]:
    """Return what `list_addresses` does, of every author.

    Raises:
        GitError: the history cannot be read.
    """
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for address, name in _read_authors(repository, depth):
        folded = fold_address(address)
        counts[folded] += 1
        names.setdefault(folded, name)
    most = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [(clean_line(address, 254), clean_line(names[address], 200), count) for address, count in most]


def _read_authors(repository: Repository, depth: int) -> Iterator[tuple[str, str]]:
    arguments = ("rev-list", "--format=%ae%n%an%x00", f"--max-count={depth}", repository.tip, "--")
    with closing(inside(repository.git_dir).stream(*arguments)) as chunks:
        for records in split_records(chunks):
            for record in records:
                _, _, address, name = record.decode("utf-8", "replace").split("\n", 3)
                yield address, name
