"""From evidence to work items: what belongs together, and why.

`link` is pure and deterministic: the same evidence in any order gives the same work items, each piece in exactly
one. It refuses to glue: a ticket that half a year of work names joins nothing, and says so. It judges nothing:
what a work item is worth is for `harvester.classify`.
"""

from harvester.link.items import link

__all__ = ["link"]
