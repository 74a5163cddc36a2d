"""A rehearsal: named servers are played on this machine, and no other server can be reached meanwhile.

Code begins one, for as long as a block; no configuration, environment or answer can. What stands in for a server is
a port of the loopback interface and nothing else, so that nothing leaves the machine.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from harvester.transport.hosts import Host


@dataclass(frozen=True, slots=True)
class Stage:
    """Which servers are played, and the port that plays them."""

    hosts: Collection[Host]
    port: int


_stages: list[Stage] = []


@contextmanager
def rehearse(hosts: Collection[Host], port: int) -> Iterator[None]:
    """Let requests to `hosts` go to `port` of this machine, in clear, and all others fail, in every thread."""
    _stages.append(Stage(hosts, port))
    try:
        yield
    finally:
        _stages.pop()


def find_stage() -> Stage | None:
    """Give what is rehearsed now, if anything is."""
    return _stages[-1] if _stages else None
