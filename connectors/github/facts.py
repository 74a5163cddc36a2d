"""Facts as evidence carries them: only those that say something, moments as RFC 3339 in UTC. Pure."""

from datetime import UTC, datetime

from connectors.github.records import PullRequest
from harvester.clean import clean_line
from harvester.model import FactValue


def keep_present(**facts: FactValue) -> dict[str, FactValue]:
    """Keep the facts that say something."""
    return {name: value for name, value in facts.items() if value not in (None, "")}


def render_moment(moment: datetime) -> str:
    """Spell a moment as RFC 3339 with `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def title_of(pull: PullRequest) -> str:
    """Give the title of a pull request, or its number where it is blank."""
    return clean_line(pull.title) or f"#{pull.number}"
