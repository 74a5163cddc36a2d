"""Evidence as JSON, in and out: the export format, which is also what `classify` reads and the store keeps.

Times are RFC 3339 UTC with `Z`, to the second. Absent is null or empty, never missing. Reading is strict about
what is there and lenient about what is not: only kind, role and title are required.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from harvester.errors import UsageError
from harvester.model import Context, Evidence, FileChange, Judgement, Kind, Match, Person, Ref, Role

SCHEMA: Final = 1
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NO_REF: Final = Ref("note", "unnamed")


def render_time(moment: datetime) -> str:
    """Spell a moment: `2026-11-12T10:00:00Z`."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def parse_time(text: str) -> datetime:
    """Read RFC 3339 with an offset.

    Raises:
        ValueError: the text is no time, or has no offset.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no zone")
    return moment.astimezone(UTC)


def render_evidence(evidence: Evidence) -> dict[str, Any]:
    """Give the part of the export that a source tells; what was concluded from it comes from `render_judgement`."""
    return {
        "schema": SCHEMA,
        "ref": str(evidence.ref),
        "source": evidence.ref.source,
        "kind": evidence.kind.value,
        "role": evidence.role.value,
        "title": evidence.title,
        "body": evidence.body,
        "url": evidence.url,
        "project": evidence.project,
        "happened_at": render_time(evidence.happened_at),
        "updated_at": render_time(evidence.updated_at) if evidence.updated_at else None,
        "people": [{"id": p.id, "name": p.name, "role": p.role, "class": p.person_class} for p in evidence.people],
        "labels": list(evidence.labels),
        "files": [{"path": f.path, "added": f.added, "deleted": f.deleted} for f in evidence.files],
        "facts": dict(sorted(evidence.facts.items())),
        "links": [str(link) for link in evidence.links],
        "thread": str(evidence.thread) if evidence.thread else None,
        "context": {
            "pull_request": evidence.context.pull_request,
            "diff": evidence.context.diff,
            "reply_to": evidence.context.reply_to,
        },
    }


def render_judgement(judgement: Judgement | None, draft_ref: Ref | None) -> dict[str, Any]:
    """Give the part of the export that Harvester concluded."""
    return {
        "category": judgement.category.value if judgement else None,
        "criteria": render_matches(judgement.matches) if judgement else [],
        "substantive": judgement.substantive if judgement else None,
        "draft_ref": str(draft_ref) if draft_ref else None,
    }


def render_matches(matches: Sequence[Match]) -> list[dict[str, Any]]:
    """Spell matches as the export does."""
    return [
        {"id": match.criterion_id, "strength": round(match.strength, 4), "reason": match.reason} for match in matches
    ]


def parse_matches(content: Sequence[Mapping[str, Any]]) -> tuple[Match, ...]:
    """Read what `render_matches` wrote."""
    return tuple(Match(one["id"], one["strength"], one["reason"]) for one in content)


def render_line(content: Mapping[str, Any]) -> str:
    """Spell one line of JSON Lines: no line break inside, the same bytes for the same content."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).translate(_LINE_BREAKS)


# Python's own line splitters, and others', also break at these; JSON allows to escape them.
_LINE_BREAKS: Final = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def parse_line(line: str | bytes, number: int = 1) -> Evidence:
    """Read one line of JSON Lines.

    Raises:
        UsageError: it is no JSON object, or a field is missing or of a wrong type; names the line and the field.
    """
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"Line {number} is no JSON.", why=str(error).split(":")[0], cure="harvester help formats"
        ) from error
    if not isinstance(content, dict):
        raise UsageError(f"Line {number} is no JSON object.", cure="harvester help formats")
    try:
        return parse_evidence(content)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        reason = f"the field {error} is missing" if isinstance(error, KeyError) else str(error)
        raise UsageError(
            f"Line {number} is no evidence.",
            why=reason,
            cure="harvester export shows the format; kind, role and title are required",
        ) from error


def parse_evidence(content: Mapping[str, Any]) -> Evidence:
    """Read what `render_evidence` wrote, or any JSON with kind, role and title.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: a field is missing or wrong.
    """
    context = content.get("context") or {}
    thread = content.get("thread")
    return Evidence(
        ref=Ref.parse(content["ref"]) if content.get("ref") else _NO_REF,
        kind=Kind(content["kind"]),
        role=Role(content["role"]),
        title=_text(content["title"], "title"),
        body=_text(content.get("body"), "body"),
        url=_text(content.get("url"), "url"),
        project=_text(content.get("project"), "project"),
        happened_at=parse_time(content["happened_at"]) if content.get("happened_at") else _EPOCH,
        updated_at=parse_time(content["updated_at"]) if content.get("updated_at") else None,
        people=tuple(
            Person(p["id"], p.get("name") or "", p.get("role") or "", p.get("class") or "")
            for p in content.get("people") or ()
        ),
        labels=tuple(_text(label, "labels") for label in content.get("labels") or ()),
        files=tuple(FileChange(f["path"], f.get("added"), f.get("deleted")) for f in content.get("files") or ()),
        facts=dict(content.get("facts") or {}),
        links=tuple(Ref.parse(link) for link in content.get("links") or ()),
        thread=Ref.parse(thread) if thread else None,
        context=Context(
            _text(context.get("pull_request"), "context"),
            _text(context.get("diff"), "context"),
            _text(context.get("reply_to"), "context"),
        ),
    )


def _text(value: object, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"the field {name!r} must be text")
    return value
