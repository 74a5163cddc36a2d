"""What goes wrong with a Jira site in silence: what the account cannot see, and fields that are not there. Pure."""

from collections.abc import Iterable, Iterator

from connectors.jira.site import FieldIds, Profile
from harvester.clean import clean_line
from harvester.model import Finding, Gap, Health


def examine_gaps(gaps: Iterable[Gap], cure: str) -> Iterator[Finding]:
    """Say what helps against gaps: what stands is missing without a word in every answer."""
    for gap in gaps:
        state = Health.WARN if gap.standing else Health.FAIL
        yield Finding(state=state, what=f"{gap.scope}: {gap.reason.rstrip('.')}.", cure=cure)


def examine_points(scope: str, fields: FieldIds) -> Iterator[Finding]:
    """Say whether tickets will have story points."""
    if fields.points_gap:
        cure = 'correct story_points_field under [connectors.jira]; "" looks for "Story Points"'
        yield Finding(state=Health.WARN, what=f"{scope}: {fields.points_gap}.", cure=cure)


def examine_account(scope: str, profile: Profile) -> Finding:
    """Say who signed in."""
    name = clean_line(str(profile.account.get("displayName") or profile.account.get("name") or "somebody"), 200)
    return Finding(state=Health.OK, what=f"signed in at {scope} as {name}")
