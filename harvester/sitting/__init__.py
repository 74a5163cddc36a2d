"""A sitting: the table of a review, the desk that carries decisions out, and the store that tells of them.

Every way to review, by screen, by lines or by plan, speaks to one of these; so all of them decide the same.
"""

from harvester.sitting.dealer import Brief, House
from harvester.sitting.sitting import Batch, Sitting

__all__ = ["Batch", "Brief", "House", "Sitting"]
