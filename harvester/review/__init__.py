"""The review as a state machine: drafts on the table, what became of them, and what may be decided unread.

Pure: it reads no store, writes no document and draws no screen. `harvester.sitting` carries out what it says, and
`harvester.screen` shows it.
"""

from harvester.review.card import Card, Group
from harvester.review.doubts import find_doubts
from harvester.review.ignoring import Offer, find_offer
from harvester.review.plan import PlanLine, parse_plan, render_plan
from harvester.review.table import Review, lay
from harvester.review.telling import name_category, tell_changes, tell_evidence, tell_why

__all__ = [
    "Card",
    "Group",
    "Offer",
    "PlanLine",
    "Review",
    "find_doubts",
    "find_offer",
    "lay",
    "name_category",
    "parse_plan",
    "render_plan",
    "tell_changes",
    "tell_evidence",
    "tell_why",
]
