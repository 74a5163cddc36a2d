"""The configuration file is replaced whole or not at all, private, and never over what somebody else wrote."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from harvester.config.disk import write_config
from harvester.config.file import read_file
from harvester.errors import ConfigError, HarvesterError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder / "config.toml"


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_and_its_folder_are_the_persons_alone(home: Path) -> None:
    file = read_file()
    assert not file.exists
    after = write_config(file, 'level = "mid"\n')
    written = home / ".config" / "harvester" / "config.toml"
    assert after == read_file()
    assert (mode_of(written), mode_of(written.parent)) == (0o600, 0o700)


def test_a_file_that_others_could_read_is_private_afterwards(path: Path) -> None:
    path.write_text("")
    path.chmod(0o644)
    write_config(read_file(path), 'level = "mid"\n')
    assert (path.read_text(), mode_of(path)) == ('level = "mid"\n', 0o600)


def test_a_symlink_stays_one(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles.toml"
    target.write_text("")
    path.symlink_to(target)
    write_config(read_file(path), 'level = "mid"\n')
    assert path.is_symlink()
    assert target.read_text() == 'level = "mid"\n'


def test_a_read_only_file_stays_as_it_is(path: Path) -> None:
    path.write_text("# mine\n")
    path.chmod(0o444)
    with pytest.raises(HarvesterError, match="is read-only"):
        write_config(read_file(path), 'level = "mid"\n')
    assert (path.read_text(), mode_of(path)) == ("# mine\n", 0o444)


def test_a_byte_order_mark_and_line_ends_stay(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf# mine\r\n")
    file = read_file(path)
    write_config(file, file.text + 'level = "mid"\r\n')
    assert path.read_bytes() == b'\xef\xbb\xbf# mine\r\nlevel = "mid"\r\n'


@pytest.mark.parametrize("text", ['level = "mid"\nlevl = 1\n', "[[people]]\nclass = 'boss'\n"])
def test_what_would_be_refused_is_not_written(path: Path, text: str) -> None:
    path.write_text("# mine\n")
    with pytest.raises(ConfigError):
        write_config(read_file(path), text)
    assert path.read_text() == "# mine\n"


def test_an_edit_made_meanwhile_is_not_lost(path: Path) -> None:
    path.write_text("# mine\n")
    file = read_file(path)
    path.write_text("# mine, edited\n")
    with pytest.raises(HarvesterError, match="changed by another program"):
        write_config(file, 'level = "mid"\n')
    assert path.read_text() == "# mine, edited\n"


def test_a_folder_that_takes_no_file_leaves_the_old_one(path: Path) -> None:
    path.write_text("# mine\n")
    file = read_file(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(HarvesterError, match="cannot be written") as caught:
        write_config(file, 'level = "mid"\n')
    assert caught.value.exit_code == 1
    assert list(path.parent.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file_and_no_other(path: Path) -> None:
    """No file grows beyond ten bytes, in a process of its own: the output of the tests may be a file too."""
    path.write_text("# mine\n")
    script = (
        "import pathlib, resource, signal, sys\n"
        "from harvester.config.disk import write_config\nfrom harvester.config.file import read_file\n"
        "from harvester.errors import HarvesterError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        'try:\n    write_config(read_file(pathlib.Path(sys.argv[1])), \'level = "mid"\\nprocess = "formal"\\n\')\n'
        "except HarvesterError as error:\n    sys.exit(0 if 'cannot be written' in error.what else 3)\n"
        "sys.exit(4)\n"
    )
    assert subprocess.run([sys.executable, "-c", script, path], check=False).returncode == 0
    assert path.read_text() == "# mine\n"
    assert list(path.parent.iterdir()) == [path]


def test_nothing_is_left_beside_the_file(path: Path) -> None:
    path.write_text("")
    write_config(read_file(path), 'level = "mid"\n')
    assert list(path.parent.iterdir()) == [path]
