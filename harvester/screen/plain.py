"""The plain twin of the screen: a letter and Enter, line by line, in a pipe, over a slow line, with a screen reader."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from harvester.errors import HarvesterError
from harvester.review import Card, name_category, tell_changes, tell_evidence, tell_why
from harvester.screen.browser import open_link
from harvester.screen.editor import edit_sentence
from harvester.screen.keys import ACTIONS, CATEGORY_KEYS, tell_keys
from harvester.screen.notes import editor_notes, find_link, read_numbers, tell_offer
from harvester.sitting import Sitting

_PROMPT: Final = "a accept, r reject, i edit, s later, A all sure ones, w why, q write and quit, ? help: "
_YES: Final = {"", "y", "yes"}


class PlainReview:
    """A review by lines: `ask` gives the next line for a prompt, or None at the end; `say` prints one."""

    def __init__(self, sitting: Sitting, *, ask: Callable[[str], str | None], say: Callable[[str], None]) -> None:
        self.sitting = sitting
        self.ask = ask
        self.say = say
        self._actions: Mapping[str, Callable[[str], str | None]] = {
            "accept": lambda _: sitting.accept(),
            "reject": lambda _: sitting.reject(),
            "later": lambda _: sitting.later(),
            "edit": self._edit,
            "editor": lambda _: self._edit_outside(),
            "batch": lambda _: self._accept_batch(),
            "undo": lambda _: sitting.undo(),
            "redo": lambda _: sitting.redo(),
            "merge": lambda _: sitting.merge(),
            "split": lambda argument: sitting.split(read_numbers(argument)),
            "criteria": self._choose_criteria,
            "search": self._search,
            "changes": lambda _: self._tell(tell_changes(sitting.brief(sitting.card).evidence)),
            "why": lambda _: self._tell_why(),
            "open": lambda _: open_link(find_link(sitting)),
            "down": lambda _: self._move(1),
            "up": lambda _: self._move(-1),
            "top": lambda _: self._move(-len(sitting.review.cards)),
            "bottom": lambda _: self._move(len(sitting.review.cards)),
            "help": lambda _: self._tell(tell_keys(with_arguments=True)),
        }

    def run(self) -> bool:
        """Review until the person has done, or nothing more is typed; says whether the document is to be written."""
        shown: Card | None = None
        while True:
            card = self.sitting.review.current
            if card is not None and card is not shown:
                self._show(card)
                shown = card
            line = self.ask(_PROMPT)
            if line is None or (line.strip() == "q" and self._confirms()):
                return True
            if line.strip() == "q":
                continue
            if line.strip() == "Q":
                return False
            self._act(line.strip())
            if not self.sitting.review.left:
                self.say("All is decided: q writes it into the document, u takes the last decision back.")

    def _act(self, line: str) -> None:
        if line in CATEGORY_KEYS:
            self._try(lambda: self.sitting.choose(CATEGORY_KEYS[line]))
            return
        letter, argument = line[:1], line[1:].strip()
        action = ACTIONS.get(letter, "")
        takes_argument = action in {"edit", "criteria", "search", "split"}
        if action not in self._actions or (argument and not takes_argument):
            self.say(f"{line!r} means nothing here; ? tells what does.")
            return
        self._try(lambda: self._actions[action](argument))

    def _try(self, act: Callable[[], str | None]) -> None:
        try:
            said = act()
        except HarvesterError as error:
            said = error.summary
        if said:
            self.say(said)
        if self.sitting.offer:
            self._tell(tell_offer(self.sitting, self.sitting.offer))
            self.sitting.offer = None

    def _show(self, card: Card) -> None:
        review, brief = self.sitting.review, self.sitting.brief(card)
        title = "What came of it?" if card.group.is_outcomes else name_category(card.category)
        state = f", {card.kind.value}" if card.kind else ""
        self.say("")
        self.say(f"{review.at + 1} of {len(review.cards)}, {review.left} left: {card.group.work}, {title}{state}")
        self.say(card.text)
        for line in tell_evidence(brief.evidence, self.sitting.zone):
            self.say("  " + line.replace(" · ", ", "))
        if card.draft.matches:
            self.say("  for: " + ", ".join(match.criterion_id for match in card.draft.matches))
        for doubt in brief.doubts:
            self.say(f"  look twice: {doubt}")

    def _tell(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.say(line.replace(" · ", ", "))

    def _tell_why(self) -> None:
        card = self.sitting.card
        brief = self.sitting.brief(card)
        self._tell(tell_why(card.draft, brief.evidence, brief.judgements, brief.doubts))

    def _move(self, by: int) -> None:
        self.sitting.review = self.sitting.review.move(by)

    def _edit(self, argument: str) -> str:
        words = argument or self.ask("Your sentence: ")
        return self.sitting.edit(words) if words else "unchanged"

    def _edit_outside(self) -> str:
        card = self.sitting.card
        words = edit_sentence(card.text, editor_notes(self.sitting))
        return self.sitting.edit(words) if words else self.sitting.reject()

    def _choose_criteria(self, argument: str) -> str:
        if not argument:
            self._tell(f"{identity}: {name}" for identity, name in self.sitting.house.criteria())
            argument = self.ask("Criteria, up to three: ") or ""
        return self.sitting.choose_criteria(argument.replace(",", " ").split())

    def _search(self, argument: str) -> str | None:
        found = self.sitting.review.search(argument)
        if found is None:
            return f"Nothing holds {argument!r}."
        self.sitting.review = found
        return None

    def _accept_batch(self) -> str:
        batch = self.sitting.batch()
        skipped = f" {batch.doubtful} must be read first." if batch.doubtful else ""
        answer = self.ask(f"Accept {len(batch.sure)} sure ones of this group?{skipped} y, n, or A for all groups: ")
        if answer is not None and answer.strip() == "A":
            batch = self.sitting.batch(everywhere=True)
            answer = self.ask(f"Accept {len(batch.sure)} sure ones of all groups? y or n: ")
        if answer is None or answer.strip().casefold() not in {"y", "yes"}:
            return "nothing accepted"
        return self.sitting.accept_batch(batch)

    def _confirms(self) -> bool:
        difference = self.sitting.difference()
        if not difference:
            return True
        self._tell(difference)
        answer = self.ask(f"Write this to {self.sitting.desk.place.path}? y or n: ")
        return answer is None or answer.strip().casefold() in _YES
