"""What the ways to review say in the same words: the notes in an editor, an offered rule, the link of a card."""

from collections.abc import Sequence

from harvester.errors import UsageError
from harvester.review import Offer, name_category, tell_evidence
from harvester.sitting import Sitting


def editor_notes(sitting: Sitting) -> Sequence[str]:
    """Give what stands as comments below the sentence in an editor."""
    card = sitting.card
    emptied = "Leave it unchanged to decide later"
    if not card.group.is_outcomes:
        emptied += "; delete all of it to reject the draft"
    return [
        f"{name_category(card.category)}. Save your words to claim them.",
        f"{emptied}. Lines that start with # are ignored.",
        "",
        *tell_evidence(sitting.brief(card).evidence, sitting.zone),
    ]


def tell_offer(sitting: Sitting, offer: Offer) -> Sequence[str]:
    """Tell the rule that would keep a rejected kind out, in the words of the configuration."""
    return [
        f"You have rejected {offer.count} of this kind. To keep the kind out, put into the configuration:",
        *offer.spell(sitting.house.ignored(offer.key)).splitlines(),
    ]


def find_link(sitting: Sitting) -> str:
    """Give the first address behind the card in hand, or nothing."""
    card = sitting.card
    addresses = [address for _, address in card.draft.links]
    addresses += [one.url for one in sitting.brief(card).evidence]
    return next(filter(None, addresses), "")


def read_numbers(text: str) -> list[int]:
    """Read numbers parted by blanks or commas.

    Raises:
        UsageError: something else stands there.
    """
    parts = text.replace(",", " ").split()
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise UsageError(f"{text!r} are no numbers.")
    return [int(part) for part in parts]
