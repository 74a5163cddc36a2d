"""What can be configured: the keys of `config.example.toml`, their types and defaults.

Connector tables stay as they are written here; each connector's own model reads its table
(`harvester.registry`), so that a connector installed by somebody else is configured like a built-in one.
"""

import json
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from harvester.headings import find_heading_fault


def split_list(value: object) -> object:
    """Read a list from the environment: JSON, or separated by commas; anything else passes unchanged.

    Raises:
        ValueError: it begins like JSON and is none.
    """
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError:
            # The reason would quote the text, which may hold a secret.
            raise ValueError("it begins with [ but is no JSON list") from None
    return [part.strip() for part in value.split(",") if part.strip()]


Texts = Annotated[list[str], NoDecode, BeforeValidator(split_list)]
"""A list of texts; in the environment JSON or comma-separated."""

Span = Annotated[str, Field(pattern=r"^[0-9]{1,4}[dwmy]$")]
"""A span of calendar time: `7d 2w 3m 1y`."""

Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Table(BaseModel):
    """A table that knows all its keys."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, validate_default=True)


class Me(Table):
    """Who the person is: exact identities only, else somebody else's work would be claimed."""

    name: str = ""
    emails: Texts = []
    github: Texts = []
    jira: Texts = []
    team: str = ""
    manager: str = ""
    level_since: str = ""
    absences: Texts = []

    @field_validator("level_since")
    @classmethod
    def _is_day(cls, value: str) -> str:
        if value:
            date.fromisoformat(value)
        return value

    @field_validator("absences")
    @classmethod
    def _are_spans_of_days(cls, value: list[str]) -> list[str]:
        for absence in value:
            first, dots, last = absence.partition("..")
            if not dots or date.fromisoformat(last) < date.fromisoformat(first):
                raise ValueError("an absence looks like 2026-07-01..2026-07-21")
        return value


class KnownPerson(Table):
    """Who somebody else is; dated, so that history stays true."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, populate_by_name=True)

    name: str = ""
    emails: Texts = []
    github: Texts = []
    jira: Texts = []
    person_class: Literal["", "junior", "peer", "senior", "manager", "bot"] = Field(default="", alias="class")
    team: str = ""
    pseudonym: str = ""
    quote: bool = False
    since: str = ""
    until: str = ""

    @field_validator("since", "until")
    @classmethod
    def _is_day(cls, value: str) -> str:
        if value:
            date.fromisoformat(value)
        return value


class Harvest(Table):
    """How far back a first run looks, and how much it drafts."""

    first_run: Span = "12w"
    overlap: Span = "2d"
    max_drafts: int = Field(default=15, ge=1, le=1000)
    ignore_titles: Texts = []
    ignore_paths: Texts = []

    @field_validator("ignore_titles")
    @classmethod
    def _are_patterns(cls, value: list[str]) -> list[str]:
        for pattern in value:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"an ignored title is no regular expression: {error.msg}") from None
        return value


class Review(Table):
    """The review of drafts."""

    batch_threshold: float = Field(default=0.85, ge=0.0, le=1.0)


class Schedule(Table):
    """When the weekly job runs."""

    day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "fri"
    at: Clock = "14:00"


class Privacy(Table):
    """What is kept of what was read, and for how long."""

    store_bodies: bool = True
    retention: Span = "3y"


class Settings(BaseSettings):
    """The whole configuration, validated; `connectors` holds each connector's tables as written."""

    model_config = SettingsConfigDict(
        env_prefix="HARVESTER_",
        env_nested_delimiter="__",
        extra="forbid",
        hide_input_in_errors=True,
        validate_default=True,
    )

    document: Path = Path("~/brag.md")
    archive: Texts = []
    state_dir: str = ""
    timezone: str = "auto"
    rubric: str = "default"
    level: str = ""
    process: Literal["formal", "adhoc", "between"] = "formal"
    headings: dict[str, str] = {}
    me: Me = Me()
    people: list[KnownPerson] = []
    teams: dict[str, str] = {}
    harvest: Harvest = Harvest()
    connectors: dict[str, dict[str, Any] | list[dict[str, Any]]] = {}
    review: Review = Review()
    schedule: Schedule = Schedule()
    privacy: Privacy = Privacy()

    @field_validator("headings")
    @classmethod
    def _name_drafted_categories(cls, value: dict[str, str]) -> dict[str, str]:
        if fault := find_heading_fault(value):
            raise ValueError(fault)
        return value

    @field_validator("teams")
    @classmethod
    def _name_teams(cls, value: dict[str, str]) -> dict[str, str]:
        for pattern, team in value.items():
            if not pattern.strip() or not team.strip():
                raise ValueError('a team owns paths: "payments/**" = "pay"')
        return value

    @model_validator(mode="after")
    def _name_several_instances(self) -> Self:
        for connector, tables in self.connectors.items():
            names = [table.get("name", "") for table in tables] if isinstance(tables, list) else []
            if len(set(names)) < len(names):
                raise ValueError(f"each of several [[connectors.{connector}]] tables needs a name of its own")
        return self
