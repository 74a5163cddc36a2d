"""How a finding is said: well, in doubt, or ill."""

from harvester.errors import HarvesterError
from harvester.model import Finding, Health


def well(what: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(state=Health.OK, what=what)


def doubt(what: str, *, cure: str, why: str = "") -> Finding:
    """Say what may go wrong, or already does in part."""
    return Finding(state=Health.WARN, what=what, why=why, cure=cure)


def ill(what: str, *, cure: str, why: str = "") -> Finding:
    """Say what makes a run fail, or miss or reveal something."""
    return Finding(state=Health.FAIL, what=what, why=why, cure=cure)


def refused(error: HarvesterError, *, cure: str = "harvester config check") -> Finding:
    """Say what a command would end with."""
    return ill(error.what, why=error.why, cure=error.cure or cure)
