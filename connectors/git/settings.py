"""The table `[connectors.git]`: which repositories are read, and which of their files are design documents."""

from typing import Final

from pydantic import BaseModel, ConfigDict

DESIGN_DOCS: Final = ("docs/adr/**", "docs/rfcs/**", "docs/design/**", "**/*design*.md")


class GitSettings(BaseModel):
    """Paths of repositories (`~` and `*` allowed), and glob patterns of design documents."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    repositories: list[str] = []
    design_docs: list[str] = list(DESIGN_DOCS)
