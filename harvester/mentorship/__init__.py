"""The mentorship account: people helped through review comments, with the definition and the denominators. Pure.

It reads evidence and verdicts that it is given, counts threads and people and never ranks anybody. What followed a
comment is graded from facts; whether it explains something is the classifier's word, or the person's.
"""

from harvester.mentorship.account import Account, Counterpart, Counts, Thread, keep_account
from harvester.mentorship.adoption import Adoption, Grade
from harvester.mentorship.definition import DEFINITION
from harvester.mentorship.examples import Example, choose_examples
from harvester.mentorship.exchange import render_account
from harvester.mentorship.naming import name_for_sharing
from harvester.mentorship.rulings import Decided, is_kept
from harvester.mentorship.talk import TALK_KINDS, Exclusion, Told
from harvester.mentorship.terminal import render_text, say_window
from harvester.mentorship.words import render_headline

__all__ = [
    "DEFINITION",
    "TALK_KINDS",
    "Account",
    "Adoption",
    "Counterpart",
    "Counts",
    "Decided",
    "Example",
    "Exclusion",
    "Grade",
    "Thread",
    "Told",
    "choose_examples",
    "is_kept",
    "keep_account",
    "name_for_sharing",
    "render_account",
    "render_headline",
    "render_text",
    "say_window",
]
