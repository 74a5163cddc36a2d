"""The words: refs that cannot break anything, windows that are half-open."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.facts import FACTS
from harvester.model import Kind, Ref, Window, encode_path


@pytest.mark.parametrize(
    "text",
    [
        "git:4f0c2d5be1a6f1b8a4c9f3a2d7e6b5c4a3f2e1d0",
        "git:4f0c2d5be1a6f1b8a4c9f3a2d7e6b5c4a3f2e1d0:docs/adr/0007%20ledger.md",
        "github:acme/pay#412/review/99",
        "github:ghe.example.com:8443/acme/pay#412",
        "jira:PAY-12/comment/10001",
        "note:01JD0000000000000000000000",
    ],
)
def test_a_ref_reads_back_as_it_was_written(text: str) -> None:
    assert str(Ref.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "git", "git:", ":x", "git:a b", "git:a-->b", "git:a\nb", "gi t:x", "git:\u202ex", "g<:x"]
)
def test_what_could_break_a_marker_is_no_ref(text: str) -> None:
    with pytest.raises(ValueError, match=r"ref|source"):
        Ref.parse(text)


@given(st.binary(min_size=1))
def test_any_path_can_stand_in_a_ref(path: bytes) -> None:
    encoded = encode_path(path)
    Ref("git", "a" * 40 + ":" + encoded)
    assert "--" not in encoded


@given(st.binary(), st.binary())
def test_two_paths_never_share_a_spelling(first: bytes, second: bytes) -> None:
    assert (encode_path(first) == encode_path(second)) == (first == second)


def test_ordinary_paths_stay_readable() -> None:
    assert encode_path("docs/adr/0007-ledger.md") == "docs/adr/0007-ledger.md"
    assert encode_path("a--b c%.md") == "a-%2Db%20c%25.md"


def test_a_window_holds_its_beginning_and_not_its_end() -> None:
    noon = datetime(2026, 11, 12, 12, tzinfo=UTC)
    window = Window(noon, noon + timedelta(hours=1))
    assert noon in window
    assert noon + timedelta(hours=1) not in window


def test_a_window_is_kept_in_utc() -> None:
    berlin = timezone(timedelta(hours=1))
    window = Window(datetime(2026, 11, 12, tzinfo=berlin), datetime(2026, 11, 13, tzinfo=berlin))
    assert window.since == datetime(2026, 11, 11, 23, tzinfo=UTC)
    assert window.since.tzinfo is UTC


def test_a_naive_or_backward_window_is_refused() -> None:
    noon = datetime(2026, 11, 12, 12, tzinfo=UTC)
    with pytest.raises(ValueError, match="aware"):
        Window(noon.replace(tzinfo=None), noon)
    with pytest.raises(ValueError, match="before it begins"):
        Window(noon, noon - timedelta(seconds=1))


def test_every_kind_has_its_list_of_facts() -> None:
    assert set(FACTS) == set(Kind)
