"""Reading findings: what is in trouble, as (state, what) with the cure at hand."""

from collections.abc import Iterable

from harvester.model import Finding, Health


def troubles(findings: Iterable[Finding]) -> list[Finding]:
    """Give the findings that are not well."""
    return [one for one in findings if one.state is not Health.OK]


def only(findings: Iterable[Finding]) -> Finding:
    """Give the one finding that is not well."""
    [trouble] = troubles(findings)
    return trouble


def is_well(findings: Iterable[Finding]) -> bool:
    """Say whether something was said, and nothing but good."""
    said = list(findings)
    return bool(said) and not troubles(said)
