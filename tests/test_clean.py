"""Hostile text in, safe text out."""

import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.clean import (
    _SECRET_SHAPES,
    CUT,
    MAX_BODY,
    MAX_LINE,
    clean_body,
    clean_line,
    has_redaction,
    redact,
)

ESC = "\x1b"
HOSTILE = st.one_of(
    st.sampled_from([ESC, f"{ESC}[31m", f"{ESC}]0;title\x07", f"{ESC}]8;;https://x\x07", "\x9b2J"]),
    st.sampled_from("\r\x00\x07\x08\u202e\u2066\u200b\ufeff\u2028\x85\x0b\x0c\x1c\U000e0041\u200d"),
    st.just("\ud800"),
)
TEXTS = st.lists(st.one_of(st.text(), HOSTILE)).map("".join)


@given(TEXTS)
def test_no_control_bidi_or_invisible_character_comes_through(text: str) -> None:
    for character in clean_body(text):
        is_kept_joiner = character in "\u200c\u200d"
        assert character in "\n\t" or is_kept_joiner or unicodedata.category(character) not in {"Cc", "Cf", "Cs"} or (
            # letters of a few scripts are formally format characters and carry meaning
            0x0600 <= ord(character) <= 0x08FF or 0x110BD <= ord(character) <= 0x1D17A or ord(character) == 0x070F
        )  # fmt: skip


@given(TEXTS)
def test_a_line_stays_one_line_for_every_splitter(text: str) -> None:
    line = clean_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert "  " not in line


@given(TEXTS)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_body(clean_body(text)) == clean_body(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@pytest.mark.parametrize(
    ("hostile", "safe"),
    [
        (f"red {ESC}[31mtext{ESC}[0m", "red text"),
        (f"{ESC}]0;owned\x07title", "title"),
        (f"click {ESC}]8;;https://evil.example\x1b\\here{ESC}]8;;\x1b\\", "click here"),
        ("a\x9b2Jb", "ab"),
        ("pay\u202egpj.exe", "paygpj.exe"),
        ("zero\u200bwidth", "zerowidth"),
        ("tag\U000e0041s", "tags"),
    ],
)
def test_escape_sequences_go_whole(hostile: str, safe: str) -> None:
    assert clean_line(hostile) == safe


def test_joiners_stay_where_letters_or_emoji_need_them() -> None:
    family, sinhala = "👩\u200d👩\u200d👧", "\u0d9a\u0dca\u200d\u0dbb"
    assert clean_line(family) == family
    assert clean_line(sinhala) == sinhala
    assert clean_line("pass\u200dword") == "password"


def test_every_kind_of_line_break_becomes_a_newline() -> None:
    assert clean_body("a\r\nb\rc\u2028d\x85e\x0bf") == "a\nb\nc\nd\ne\nf"


def test_long_texts_are_cut_and_say_so() -> None:
    assert clean_line("x" * 5_000).endswith(CUT)
    assert len(clean_line("x" * 5_000)) == MAX_LINE
    assert len(clean_body("x" * 500_000)) == MAX_BODY


TOKENS = [
    "ghp_" + "a1B2" * 9,
    "github_pat_" + "11ABCDEFG0" * 6,
    "glpat-" + "x1y2z3w4" * 3,
    "ATATT3xFfGF0" + "Ab1_" * 20,
    "xoxb-123456789012-abcdefGHIJKL",
    "https://hooks.slack.com/services/T00000000/B00000000/" + "X" * 24,
    "AKIAIOSFODNN7EXAMPLE",
    "AIza" + "Sy_-a1B2c3" * 3 + "abcde",
    "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "sk-ant-" + "api03-abcdefghij" * 3,
    "npm_" + "a1B2c3D4e5F6" * 3,
    "pypi-" + "AgEIcHlwaS5vcmc" * 4,
    "SG." + "a" * 22 + "." + "b" * 43,
    "hvs." + "CAESIJ" * 6,
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA",
    "AccountKey=" + "Ab1+" * 20 + "==",
    "AGE-SECRET-KEY-1" + "Q" * 58,
]


@pytest.mark.parametrize("token", TOKENS)
def test_a_credential_is_redacted_wherever_it_stands(token: str) -> None:
    text = f"deploy with {token} please"
    cleaned = clean_body(text)
    assert has_redaction(cleaned)
    assert token not in cleaned
    assert token[8:24] not in cleaned
    assert cleaned.startswith("deploy with ")


@pytest.mark.parametrize("token", TOKENS[:8])
def test_zero_width_characters_cannot_hide_a_credential(token: str) -> None:
    split = "\u200b".join((token[:10], token[10:20], token[20:]))
    assert token[10:20] not in clean_body(f"token {split}")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("clone https://ann:hunter22@git.example.com/pay", "clone https://ann:[redacted]@git.example.com/pay"),
        ("Authorization: Bearer abcdefghijklmnopqrstuvwxyz012345", "Authorization: Bearer [redacted]"),
        ('password = "correct-horse"', "password = [redacted]"),
        ("API_KEY=abcd1234efgh5678", "API_KEY=[redacted]"),
    ],
)
def test_passwords_go_and_their_surroundings_stay(text: str, safe: str) -> None:
    assert redact(text) == safe


@pytest.mark.parametrize(
    "prose",
    [
        "Fixed token refresh when the password is empty",
        "Bump secret-service from 3.2 to 3.3",
        "See https://example.com/a:b@c for api keys",
        "Revert 4f0c2d5be1a6f1b8a4c9f3a2d7e6b5c4a3f2e1d0",
        "The secret: measure twice",
        "Add password: hashing with argon2",
        "Use sk-learn pipelines; task-risk-assessment-of-the-disk",
    ],
)
def test_ordinary_prose_is_not_redacted(prose: str) -> None:
    assert redact(prose) == prose


@given(TEXTS)
def test_redacting_twice_changes_nothing(text: str) -> None:
    assert redact(redact(text)) == redact(text)


def test_a_megabyte_on_one_line_is_cleaned_without_blowing_up() -> None:
    for fragment in ("password=", "eyJ", "a:", "://", f"{ESC}[", "-----BEGIN PRIVATE KEY-----", "\u200d", "AT" * 4):
        assert len(clean_line(fragment * (1_000_000 // len(fragment)))) <= MAX_LINE


@pytest.mark.parametrize("name", sorted(set(_SECRET_SHAPES) - {"private key", "JSON web token"}))
def test_no_hint_is_missing_for_a_shape(name: str) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(re.compile(_SECRET_SHAPES[name], re.ASCII), fullmatch=True))
    def whatever_the_shape_allows_is_redacted(secret: str) -> None:
        assert has_redaction(redact(f"x {secret} x"))

    whatever_the_shape_allows_is_redacted()


@pytest.mark.parametrize(
    "word", ["PASSWORD", "Secret", "api-key", "ACCESS_KEY", "auth_token", "client_secret", "\u017fecret"]
)
def test_an_assignment_is_found_in_any_case(word: str) -> None:
    assert redact(f'{word} = "hunter2222"') == f"{word} = [redacted]"
