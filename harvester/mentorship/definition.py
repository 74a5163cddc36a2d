"""What is counted, in plain words; printed with the numbers wherever they are shown."""

from typing import Final

from harvester.people import NEWCOMER_BELOW

_TEXT: Final = f"""
Counted is what I wrote in this window on other people's pull requests: inline comments, conversation comments and
reviews with a body, all of them. Left out are comments on my own pull requests, to bots and to deleted accounts, for
the first of these reasons that applies.

A thread is one inline thread, or all conversation comments and review bodies on one pull request. The person helped
is the author of the pull request, one person whatever accounts they have.

The class in a thread is that of the people table at my last comment there; else newcomer, with fewer than
{NEWCOMER_BELOW} merged pull requests in that repository before my first comment in the thread; else unknown. A person
is shown with the class in their last thread; by class each thread stands under its own.

A thread is explanatory when a comment of mine in it, inside the window, teaches, explains a reason, finds a defect or
proposes an alternative with its reason: by the classifier's reading, or as I decided in review.

Adopted grades the explanatory threads by what followed. Yes: the author said it is done and a commit came, or the
line was changed and the thread resolved, or I asked for changes and approved what came. Partly: a half of that. No:
the author declined, or the line stayed as it was. Unknown: everything else.

People, pull requests, weeks (ISO weeks in my time zone) and threads are distinct, so that rows need not add up to the
totals. Nobody is scored or ranked, and no growth of anybody is claimed.
"""
RULES: Final = tuple(" ".join(rule.split()) for rule in _TEXT.split("\n\n"))
DEFINITION: Final = " ".join(RULES)
