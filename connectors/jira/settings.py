"""The table `[connectors.jira]`: which site, as whom, and which of its projects. No secret belongs here."""

from typing import Final

from pydantic import BaseModel, ConfigDict, Field, field_validator

_UNITS: Final = {"s": 1, "m": 60, "h": 3600}


class JiraSettings(BaseModel):
    """Address and account of one site, Cloud or Server/Data Center.

    `email` belongs to the API token of a Cloud site; without it the token is sent as the personal access token of a
    Server. No `projects` means all that can be seen. `story_points_field` is a name or `customfield_…`.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    url: str = ""
    email: str = ""
    projects: list[str] = []
    token_command: list[str] = []
    story_points_field: str = ""
    max_wait: str = Field(default="15m", pattern=r"^[0-9]{1,5}[smh]$")

    @field_validator("url")
    @classmethod
    def _has_no_trailing_slash(cls, value: str) -> str:
        return value.strip().rstrip("/")

    @property
    def max_wait_s(self) -> float:
        """The longest that limits may make a run wait, in seconds."""
        return int(self.max_wait[:-1]) * _UNITS[self.max_wait[-1]]
