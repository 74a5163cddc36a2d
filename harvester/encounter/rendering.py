"""Who was met, and the map, as JSON. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from harvester.clean import clean_line
from harvester.encounter.atlas import Atlas
from harvester.encounter.census import Census, Group, Total
from harvester.encounter.colleague import Colleague
from harvester.encounter.page import tell_command
from harvester.encounter.suggestion import Tie
from harvester.exchange import SCHEMA, render_time
from harvester.model import Window


def render_colleagues(
    colleagues: Sequence[Colleague], ties: Sequence[Tie], window: Window | None, ghosts: int
) -> dict[str, Any]:
    """Give who was met; `ghosts` is the number of places at which deleted accounts were."""
    return {
        "schema": SCHEMA,
        "window": _render_window(window) if window else None,
        "people": [_render_colleague(one) for one in colleagues],
        "same": [_render_tie(one) for one in ties],
        "ghosts": ghosts,
    }


def render_atlas(atlas: Atlas, census: Census) -> dict[str, Any]:
    """Give the map; a group names the people in it, so that any other cut can be made."""

    def render_group(key: str, group: Group) -> dict[str, Any]:
        people = sorted({census.human(one) for one in group.encounters})
        return {key: clean_line(group.name), **render_total(group.total), "with": _clean(people)}

    return {
        "schema": SCHEMA,
        "window": _render_window(atlas.window),
        "total": render_total(atlas.total),
        "people": [_render_colleague(one) for one in atlas.people],
        "teams": [render_group("team", one) for one in atlas.teams],
        "cannot_tell": {**render_group("team", atlas.untold), "team": None},
        "code": [
            {"team": clean_line(one.name), "worked": one.worked, "reviewed": one.reviewed, "weeks": one.weeks}
            for one in atlas.code.teams
        ],
        "code_cannot_tell": dict(sorted(atlas.code.untold.items())),
        "projects": [render_group("project", one) for one in atlas.projects],
        "months": [
            {**render_group("month", one.group), "teams": _clean(one.teams), "projects": _clean(one.projects)}
            for one in atlas.months
        ],
        "excluded": {"bots": atlas.bots, "ghosts": atlas.ghosts},
    }


def render_total(total: Total) -> Mapping[str, int]:
    """Give counts by the names of the ways."""
    return {**{way.value: count for way, count in total.places.items()}, "people": total.people, "weeks": total.weeks}


def _clean(texts: Sequence[str]) -> list[str]:
    return [clean_line(text) for text in texts]


def _render_window(window: Window) -> dict[str, str]:
    return {"since": render_time(window.since), "until": render_time(window.until)}


def _render_colleague(one: Colleague) -> dict[str, Any]:
    suggestion = one.suggestion
    return {
        "person": clean_line(one.id),
        "name": clean_line(one.name),
        "accounts": _clean(one.accounts),
        "class": one.person_class.value,
        "team": clean_line(one.team),
        "met": {**{way.value: count for way, count in one.total.places.items()}, "weeks": one.total.weeks},
        "first_seen": render_time(one.first_at),
        "last_seen": render_time(one.last_at),
        "suggestion": (
            {"class": suggestion.person_class.value, "reason": clean_line(suggestion.reason)} if suggestion else None
        ),
    }


def _render_tie(tie: Tie) -> dict[str, str]:
    return {
        "person": clean_line(tie.person),
        "other": clean_line(tie.other),
        "reason": clean_line(tie.reason),
        "command": tell_command(tie),
    }
