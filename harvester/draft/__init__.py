"""From a work item to the sentence a careful engineer would sign.

One or two sentences, at most 300 characters, past tense, my part first, then the result; every number, name and
claim stands in the evidence, and `check_claims` says where. Plain text without line breaks: Markdown is for
`harvester.markdown`. It decides nothing about worth: category and criteria come with the judgement.
"""

from harvester.draft.claims import check_claims, find_untraceable
from harvester.draft.drafter import Drafter, RuleDrafter, build_drafter
from harvester.draft.labels import find_links, name_evidence
from harvester.draft.selection import Selection, rank_draft, select_drafts

__all__ = [
    "Drafter",
    "RuleDrafter",
    "Selection",
    "build_drafter",
    "check_claims",
    "find_links",
    "find_untraceable",
    "name_evidence",
    "rank_draft",
    "select_drafts",
]
