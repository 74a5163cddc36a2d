"""The doctor: what goes wrong in silence, found and told with its cure.

It looks and never writes, neither to cure nor to try; what it says is values (`harvester.model.Finding`). What is
wrong with a source its connector says itself, through the seam. `checkup` and `installation` import no library, so
that they work where one is broken.
"""

from harvester.doctor.checkup import Examination, check_up

__all__ = ["Examination", "check_up"]
