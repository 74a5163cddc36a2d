"""The document on the disk: read whole, written whole or not at all.

A write goes to a file beside the document, is made durable, and takes its name in one step; the bytes it
replaced go to the backups. Symlink, mode, owner and extended attributes stay. It refuses to write over anything
but the bytes that were read.
"""

import contextlib
import errno
import hashlib
import os
import secrets
import shlex
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harvester.document.backups import keep_file, sync_folder, write_all
from harvester.document.document import Document
from harvester.document.exchange import place_name, swap_names
from harvester.errors import DocumentError
from harvester.model import Category, Entry, Ref

_PARTIAL: Final = ".new"
"""Ends the name of a file not yet whole: worth nothing after a crash."""
_WHOLE: Final = ".old"
"""Ends the name of a whole file that is, or is about to be, what was replaced: kept after a crash."""
_PRIVATE: Final = 0o600
_ANY_WRITE_BIT: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Archive:
    """What an earlier document holds: every ref that stands in it, and the entries."""

    refs: frozenset[Ref]
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class _Original:
    """A file as it is on the disk."""

    text: bytes
    status: os.stat_result
    attributes: Mapping[str, bytes]


def read_document(path: Path, headings: Mapping[Category, str] | None = None) -> Document:
    """Read the document; a missing file is an empty one that does not exist.

    Args:
        path: a file, or a symlink to one.
        headings: category -> text of its heading where that is not the built-in one.

    Raises:
        DocumentError: it cannot be read, or a fence, a comment or a merge conflict in it does not end.
    """
    try:
        original = _read_original(os.fspath(path))
    except OSError as error:
        raise _refusal(path, error, "read") from error
    if original is None:
        return Document(path, headings=headings or {})
    document = Document(path, original.text, exists=True, headings=headings or {}, hard_links=original.status.st_nlink)
    document.check()
    return document


def read_archive(path: Path, headings: Mapping[Category, str] | None = None) -> Archive:
    """Read an earlier document, which is never written.

    Raises:
        DocumentError: it is missing or cannot be read.
    """
    document = read_document(path, headings)
    if not document.exists:
        raise DocumentError(
            f"The archive {path} is missing.",
            why="What it holds must not be drafted again.",
            cure="correct archive; harvester config path names the file",
        )
    return Archive(frozenset(line.ref for line in document.marked), document.entries)


def write_document(before: Document, after: Document, *, backups: Path) -> None:
    """Replace the bytes of `before` by those of `after`, at once and durably; equal ones are not written.

    What an earlier write left behind when it was killed is cleared away in either case.

    Args:
        before: the document as it was read.
        after: what its operations made of it.
        backups: the folder that keeps what writes replaced.

    Raises:
        DocumentError: the file is not what was read any more, or cannot be written; nothing was written.
        ValueError: `after` was not made of `before` by its operations.
    """
    if after is not before and after.basis is not before:
        raise ValueError("only what the operations of a document made of it may be written over it")
    is_same = after.data == before.data and after.exists == before.exists
    target = Path(os.path.realpath(before.path))
    try:
        if not is_same:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        elif not target.parent.is_dir():
            return
        with _open_folder(target.parent) as folder:
            writing = _Writing(before, after, folder, target.name, backups)
            writing.remove_leftovers()
            if not is_same:
                writing.run()
    except OSError as error:
        raise _refusal(before.path, error, "written") from error


@dataclass(frozen=True, slots=True)
class _Writing:
    """One write, in the open folder that holds the document under `name`."""

    before: Document
    after: Document
    folder: int
    name: str
    backups: Path

    def remove_leftovers(self) -> None:
        """Clear away what a killed write left: parts go, what may be somebody's bytes is kept."""
        for name in os.listdir(self.folder):  # noqa: PTH208 - a folder held open has no path
            if not name.startswith(self._prefix()):
                continue
            if name.endswith(_WHOLE) and self._is_file_apart(name):
                keep_file(self.folder, name, self.backups)
            else:
                os.unlink(name, dir_fd=self.folder)

    def _is_file_apart(self, name: str) -> bool:
        """Say whether a name is a file of its own, not a symlink or a second name of the document."""
        status = os.lstat(name, dir_fd=self.folder)
        try:
            document = os.lstat(self.name, dir_fd=self.folder)
        except FileNotFoundError:
            return stat.S_ISREG(status.st_mode)
        return stat.S_ISREG(status.st_mode) and not os.path.samestat(status, document)

    def run(self) -> None:
        """Write the new bytes beside the document, then give them its name."""
        original = _read_original(self.name, self.folder)
        self._check(original)
        partial = f"{self._prefix()}{secrets.token_hex(8)}{_PARTIAL}"
        whole = partial.removesuffix(_PARTIAL) + _WHOLE
        try:
            self._write_beside(partial, original)
            if original is None:
                place_name(self.folder, partial, self.name)
            else:
                os.rename(partial, whole, src_dir_fd=self.folder, dst_dir_fd=self.folder)
        except FileExistsError:
            raise self._changed() from None
        finally:
            self._drop(partial)
        if original is None:
            self._settle()
        else:
            self._replace(whole)

    def _check(self, original: _Original | None) -> None:
        if (original is not None) != self.before.exists or (original and original.text != self.before.data):
            raise self._changed()
        if original is None:
            return
        is_allowed = original.status.st_mode & _ANY_WRITE_BIT and os.fstat(self.folder).st_mode & _ANY_WRITE_BIT
        if not is_allowed or not os.access(self.name, os.W_OK, dir_fd=self.folder):
            raise DocumentError(
                f"{self.before.path} is read-only.",
                why="The file or its folder may not be written.",
                cure=f"chmod u+w {shlex.quote(str(self.before.path))}",
            )

    def _write_beside(self, partial: str, original: _Original | None) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(partial, flags, _PRIVATE, dir_fd=self.folder)
        try:
            write_all(handle, self.after.data)
            if original is not None:
                _keep_nature(handle, original)
            os.fsync(handle)
        finally:
            os.close(handle)

    def _drop(self, name: str) -> None:
        """Remove a passing file; what cannot be removed now is cleared away by the next write."""
        with contextlib.suppress(OSError):
            os.unlink(name, dir_fd=self.folder)

    def _settle(self) -> None:
        """Make a new document durable, or take it back."""
        try:
            sync_folder(self.folder)
        except OSError:
            if self._text_of(self.name) == self.after.data:
                os.unlink(self.name, dir_fd=self.folder)
            raise

    def _replace(self, whole: str) -> None:
        """Exchange the new file and the document, and see what stood there in that very instant."""
        try:
            swap_names(self.folder, whole, self.name)
        except OSError:
            self._drop(whole)
            raise
        try:
            self._check_replaced(whole)
            sync_folder(self.folder)
            keep_file(self.folder, whole, self.backups)
        except BaseException:
            # Failed or interrupted: what the person had must stand again before anything is said.
            self._put_back(whole)
            raise

    def _check_replaced(self, whole: str) -> None:
        if self._text_of(whole) != self.before.data:
            raise self._changed()

    def _put_back(self, whole: str) -> None:
        swap_names(self.folder, whole, self.name)
        if self._text_of(whole) == self.after.data:
            self._drop(whole)
            return
        # Somebody saved once more meanwhile: the newest save stands, the one before it is kept.
        swap_names(self.folder, whole, self.name)
        keep_file(self.folder, whole, self.backups)

    def _text_of(self, name: str) -> bytes | None:
        original = _read_original(name, self.folder)
        return None if original is None else original.text

    def _prefix(self) -> str:
        return f".harvester-{hashlib.sha256(os.fsencode(self.name)).hexdigest()[:8]}-"

    def _changed(self) -> DocumentError:
        return DocumentError(
            f"{self.before.path} was changed by another program after it was read.",
            why="Nothing was written, so that no edit is lost.",
            cure="save and close it in the editor, then run the command again",
        )


@contextlib.contextmanager
def _open_folder(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield handle
    finally:
        # All there was to do is done: a handle that was only read through has nothing more to lose.
        with contextlib.suppress(OSError):
            os.close(handle)


def _read_original(path: str, folder: int | None = None) -> _Original | None:
    """Read a regular file whole; None where there is none. In a folder no symlink is followed."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | (os.O_NOFOLLOW if folder is not None else 0)
    try:
        handle = os.open(path, flags, dir_fd=folder)
    except FileNotFoundError:
        return None
    with open(handle, "rb") as file:  # noqa: PTH123 - it is open already
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        attributes = {name: os.getxattr(handle, name) for name in _list_attributes(handle)}
        return _Original(file.read(), status, attributes)


def _list_attributes(handle: int) -> Sequence[str]:
    """List the extended attributes, where Python can and the file system has them."""
    if sys.platform != "linux":
        return ()
    try:
        return os.listxattr(handle)
    except OSError as error:
        if error.errno not in {errno.ENOTSUP, errno.ENOSYS}:
            raise
        return ()


def _keep_nature(handle: int, original: _Original) -> None:
    """Give a new file the owner, the extended attributes and the mode of the one it replaces."""
    status = os.fstat(handle)
    if (status.st_uid, status.st_gid) != (original.status.st_uid, original.status.st_gid):
        os.fchown(handle, original.status.st_uid, original.status.st_gid)
    for name, value in original.attributes.items():
        try:
            os.setxattr(handle, name, value)
        except OSError:
            # Labels of the security modules are the system's own, and it sets them itself.
            if not name.startswith("security."):
                raise
    os.fchmod(handle, stat.S_IMODE(original.status.st_mode))


def _refusal(path: Path, error: OSError, participle: str) -> DocumentError:
    reason = os.strerror(error.errno) if error.errno and error.errno != errno.EINVAL else str(error.strerror or error)
    is_full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    return DocumentError(
        f"{path} cannot be {participle}: {reason}.",
        why="Nothing was written." if participle == "written" else "",
        cure="free some space, then run the command again" if is_full else f"ls -ld {shlex.quote(str(path))}",
    )
