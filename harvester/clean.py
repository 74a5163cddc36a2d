"""Hostile text in, safe text out: control, bidi and escape characters go, secrets are redacted.

Every text of every source passes here once, before it is stored, shown or written.
It refuses to interpret: Markdown and HTML stay as they are and are escaped where they are written
(`harvester.markdown`).
"""

import re
from typing import Final

MAX_LINE: Final = 1_000
"""Characters kept of a title, a name or a path."""
MAX_BODY: Final = 65_536
"""Characters kept of a body; GitHub itself stores no more."""
CUT: Final = " […]"
"""What stands where text was cut."""

_ESCAPE_SEQUENCE: Final = re.compile(
    r"\x1b\][^\x07\x1b\n]{0,4096}(?:\x07|\x1b\\)?"  # OSC: titles, hyperlinks, clipboard
    r"|(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]?"  # CSI: colour, cursor, clear
    r"|\x1b[PX^_][^\x1b\n]{0,4096}(?:\x1b\\)?"  # DCS, SOS, PM, APC
    r"|\x1b[ -/]{0,4}[0-~]?"
)
_LINE_BREAK: Final = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 without tab and newline, DEL, C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # invisible: soft hyphen, joiners, fillers
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"  # zero width, bidi, byte order marks
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"  # interlinear, noncharacters, tags, variation supplement
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LONE_JOINER: Final = re.compile(
    "(?:^|(?<=[\x00-\x7f\\s]))[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\x7f\\s]|$)|(?<=[\u200c\u200d])[\u200c\u200d]+"
)
_SUSPECT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_WHITE_SPACE: Final = re.compile(r"\s+")


def clean_body(text: str, limit: int = MAX_BODY) -> str:
    r"""Make a text of several lines safe: `\n` its only line break, nothing invisible, no secret.

    Cleaning twice changes nothing.
    """
    text = text[: limit * 4]
    if _SUSPECT.search(text):
        text = _strip(text)
    text = redact(text)
    return text if len(text) <= limit else text[: limit - len(CUT)] + CUT


def clean_line(text: str, limit: int = MAX_LINE) -> str:
    """Make a title, name or path safe: one line, white space collapsed and trimmed, nothing invisible, no secret."""
    text = _WHITE_SPACE.sub(" ", clean_body(text, MAX_BODY)).strip()
    return text if len(text) <= limit else text[: limit - len(CUT)] + CUT


def _strip(text: str) -> str:
    text = _ESCAPE_SEQUENCE.sub("", text)
    text = _LINE_BREAK.sub("\n", text)
    text = _SURROGATE.sub("\ufffd", text)
    text = _FORBIDDEN.sub("", text)
    # A joiner belongs between two letters of a script that joins, or two emoji; elsewhere it hides text.
    return _LONE_JOINER.sub("", text)


# Shapes of credentials by their published prefixes. A false alarm costs a word of a draft, a miss leaks a secret.
_SECRET_SHAPES: Final = {
    "private key": r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,20000}?"
    r"(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\Z)",
    "GitHub token": r"\bgh[pousr]_[A-Za-z0-9]{20,255}|\bgithub_pat_[A-Za-z0-9_]{20,255}",
    "GitLab token": r"\bgl(?:pat|dt|rt|ptt|cbt|agent|soat|ft)-[A-Za-z0-9_-]{20,64}",
    "Atlassian token": r"\bAT(?:ATT|CTT|BB|AG|SG)[A-Za-z0-9]?[A-Za-z0-9_=-]{20,400}",
    "Slack token": r"\bxox[abeoprs]-[A-Za-z0-9-]{10,255}|\bxapp-[A-Za-z0-9-]{10,255}",
    "webhook": r"hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9/_-]{20,255}"
    r"|discord(?:app)?\.com/api/webhooks/[0-9]{10,25}/[A-Za-z0-9_-]{20,255}",
    "AWS key": r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b",
    "Google key": r"\bAIza[A-Za-z0-9_-]{35}|\bya29\.[A-Za-z0-9_-]{20,2000}|\bGOCSPX-[A-Za-z0-9_-]{20,64}",
    "Stripe key": r"\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,255}|\bwhsec_[A-Za-z0-9+/=]{20,255}",
    "model API key": r"\bsk-(?:ant-|proj-|svcacct-|or-v1-)?[A-Za-z0-9_-]{20,400}|\bhf_[A-Za-z0-9]{30,64}",
    "package registry token": r"\bnpm_[A-Za-z0-9]{36}|\bpypi-[A-Za-z0-9_-]{32,400}|\brubygems_[a-f0-9]{48}"
    r"|\bdckr_pat_[A-Za-z0-9_-]{20,64}",
    "SendGrid key": r"\bSG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,128}",
    "Twilio key": r"\bSK[0-9a-f]{32}\b",
    "DigitalOcean token": r"\bdo[opr]_v1_[a-f0-9]{64}",
    "Shopify token": r"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
    "Hashicorp token": r"\bhv[sbr]\.[A-Za-z0-9_-]{24,300}|\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,80}",
    "age key": r"\bAGE-SECRET-KEY-1[A-Z0-9]{58}",
    "Azure key": r"\bAccountKey=[A-Za-z0-9+/]{40,100}={0,2}",
    "Telegram token": r"\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}\b",
    "JSON web token": r"\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{5,2000}",
}
_SHAPES: Final = re.compile("|".join(f"({shape})" for shape in _SECRET_SHAPES.values()))
_SHAPE_NAMES: Final = tuple(_SECRET_SHAPES)
_URL_PASSWORD: Final = re.compile(r"(\b[a-zA-Z][a-zA-Z0-9+.-]{1,20}://[^\s/:@]{0,255}):([^\s/@]{1,255})@")
_BEARER: Final = re.compile(r"\b((?:Bearer|Basic|token)\s+)([A-Za-z0-9._~+/-]{24,4000}=*)")
_ASSIGNMENT: Final = re.compile(
    r"(?i)((?<![a-z0-9])[a-z0-9_.-]{0,40}(?:password|passwd|secret|api[_-]?key|access[_-]?key|auth[_-]?token"
    r"|access[_-]?token|private[_-]?token|client[_-]?secret)[\"']?\s{0,3}(?:=|:=|:|=>)\s{0,3})"
    r"([\"'][^\"'\s]{6,400}[\"']|(?=[A-Za-z_.-]{0,40}[0-9])[A-Za-z0-9+/_.=!@#$%^&*-]{12,400})"
)
# One of these stands, in this case and in lower case, in whatever the expressions above can match.
_SHAPE_HINTS: Final = (
    *("PRIVATE KEY", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glrt-", "glptt-"),
    *("glcbt-", "glagent-", "glsoat-", "glft-", "ATATT", "ATCTT", "ATBB", "ATAG", "ATSG", "xox", "xapp-"),
    *("hooks.slack.com/", "/api/webhooks/", "AKIA", "ASIA", "ABIA", "ACCA", "AIza", "ya29.", "GOCSPX-"),
    *("sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_", "sk-", "hf_", "npm_", "pypi-", "rubygems_"),
    *("dckr_pat_", "SG.", "SK", "_v1_", "shpat_", "shpca_", "shppa_", "shpss_", "hvs.", "hvb.", "hvr.", ".atlasv1."),
    *("AGE-SECRET-KEY-1", "AccountKey=", ":AA", "eyJ"),
)
_BEARER_HINTS: Final = ("Bearer", "Basic", "token")
_ASSIGNMENT_HINTS: Final = ("passw", "secret", "key", "token")


def redact(text: str) -> str:
    """Replace what looks like a credential by `[redacted: kind]`; redacting twice changes nothing."""
    if any(hint in text for hint in _SHAPE_HINTS):
        text = _SHAPES.sub(lambda m: f"[redacted: {_SHAPE_NAMES[(m.lastindex or 1) - 1]}]", text)
    if "://" in text and "@" in text:
        text = _URL_PASSWORD.sub(r"\1:[redacted]@", text)
    if any(hint in text for hint in _BEARER_HINTS):
        text = _BEARER.sub(r"\1[redacted]", text)
    folded = text.casefold()
    if any(hint in folded for hint in _ASSIGNMENT_HINTS):
        text = _ASSIGNMENT.sub(_redact_assignment, text)
    return text


def _redact_assignment(match: re.Match[str]) -> str:
    return match[0] if "[redacted" in match[2] else f"{match[1]}[redacted]"


def has_redaction(text: str) -> bool:
    """Say whether something was taken out of this text."""
    return "[redacted" in text
