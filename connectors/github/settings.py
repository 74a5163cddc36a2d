"""The table `[connectors.github]`: which server, whose repositories, where the token comes from, how long to wait."""

import re
from typing import Final

from pydantic import BaseModel, ConfigDict, field_validator

DESIGN_DOCS: Final = ("docs/adr/**", "docs/rfcs/**", "docs/design/**", "**/*design*.md")
_UNITS: Final = {"s": 1, "m": 60, "h": 3600}
_SPAN: Final = re.compile(r"([0-9]{1,5})([smh])")
_NAME: Final = re.compile(r"[\w.-]{1,100}")


class GitHubSettings(BaseModel):
    """Everything the account can see by default; `owners` and `repositories` (owner/name) narrow it."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    url: str = "https://api.github.com"
    owners: list[str] = []
    repositories: list[str] = []
    design_docs: list[str] = list(DESIGN_DOCS)
    token_command: list[str] = ["gh", "auth", "token"]
    max_wait: str = "15m"

    @field_validator("url")
    @classmethod
    def _has_no_trailing_slash(cls, value: str) -> str:
        return value.strip().rstrip("/")

    @field_validator("owners")
    @classmethod
    def _are_names(cls, value: list[str]) -> list[str]:
        if not all(_NAME.fullmatch(owner) for owner in value):
            raise ValueError("an owner looks like acme")
        return value

    @field_validator("repositories")
    @classmethod
    def _are_full_names(cls, value: list[str]) -> list[str]:
        for name in value:
            owner, slash, repository = name.partition("/")
            if not (slash and _NAME.fullmatch(owner) and _NAME.fullmatch(repository)):
                raise ValueError("a repository looks like acme/pay")
        return value

    @field_validator("max_wait")
    @classmethod
    def _is_span(cls, value: str) -> str:
        if not _SPAN.fullmatch(value):
            raise ValueError("a wait looks like 90s, 15m or 1h")
        return value

    @property
    def max_wait_s(self) -> float:
        """The longest that limits may make a run wait, in seconds."""
        number, unit = self.max_wait[:-1], self.max_wait[-1]
        return int(number) * _UNITS[unit]
