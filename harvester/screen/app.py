"""The screen of a review, drawn with Textual in the terminal's own colours.

It shows what a sitting says and tells it what was pressed. Every key is handled in the order in which it was typed,
by the one widget there is to take keys. Texts of sources are drawn as they are, never read as markup. Whatever
happens, the terminal is given back as it was, and an error reaches the command line as itself.
"""

import asyncio
import signal
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

from textual import events
from textual.app import App, ComposeResult, SuspendNotSupported
from textual.binding import BindingType
from textual.containers import Container

from harvester.errors import HarvesterError, InterruptedRunError
from harvester.review import tell_changes, tell_why
from harvester.screen.activity import Reading, Typing, count_sure, render_entry
from harvester.screen.browser import open_link
from harvester.screen.detail import Detail
from harvester.screen.editor import edit_sentence
from harvester.screen.entry import Entry
from harvester.screen.keys import ACTIONS, CATEGORY_KEYS, tell_keys
from harvester.screen.lines import BOLD, DIM, Lines, Row, wrap_all
from harvester.screen.notes import editor_notes, find_link, read_numbers, tell_offer
from harvester.screen.pile import Pile
from harvester.sitting import Sitting

_WIDE: Final = 110
"""Columns from which list and draft stand side by side."""
_KEYS: Final = "a accept  r reject  i edit  s later  A sure ones  w why  u undo  ? help  q write"
_TYPING_KEYS: Final = "Enter to take it  Esc to leave it"
_PAGE_KEYS: Final = "space, j and k to read on  Esc to go back"
_NAMED_KEYS: Final = {"down": "down", "up": "up", "home": "top", "end": "bottom"}
_BACK: Final = {"escape", "q", "n", "circumflex_accent"}
"""Keys that leave a page; Textual reads an escape with another key right behind it as a circumflex."""
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ReviewScreen(App[bool]):
    """The drafts, the one in hand, and a line that says what was done; ends with whether to write."""

    CSS_PATH = "review.tcss"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, sitting: Sitting) -> None:
        super().__init__(ansi_color=True)
        self.sitting = sitting
        self.failure: BaseException | None = None
        self.activity: Typing | Reading | None = None
        self._actions: Mapping[str, Callable[[], str | None]] = {
            "accept": sitting.accept,
            "reject": sitting.reject,
            "later": sitting.later,
            "undo": sitting.undo,
            "redo": sitting.redo,
            "merge": sitting.merge,
            "edit": self._edit,
            "editor": self._edit_outside,
            "batch": self._ask_batch,
            "split": lambda: self._type("Evidence for a draft of its own, by number", self._split),
            "criteria": self._ask_criteria,
            "search": lambda: self._type("Search", self._search),
            "changes": lambda: self._read("What it holds", tell_changes(sitting.brief(sitting.card).evidence)),
            "why": self._explain,
            "open": lambda: open_link(find_link(sitting)),
            "down": lambda: self._move(1),
            "up": lambda: self._move(-1),
            "top": lambda: self._move(-len(sitting.review.cards)),
            "bottom": lambda: self._move(len(sitting.review.cards)),
            "help": lambda: self._read("Keys", tell_keys()),
            "close": self._ask_close,
            "leave": lambda: self.exit(result=False),
        }

    def compose(self) -> ComposeResult:
        """Lay out progress, list, draft, page, the text being typed, and what was done."""
        yield Lines("progress")
        with Container(id="table"):
            yield Pile("pile")
            yield Detail("detail")
        yield Lines("page")
        yield Lines("entry")
        yield Lines("said")
        yield Lines("keys")

    def on_mount(self) -> None:
        """Let signals end the review as Ctrl-C does."""
        if not self.is_headless:
            for name in _SIGNALS:
                asyncio.get_running_loop().add_signal_handler(name, self._interrupt)

    def on_resize(self, event: events.Resize) -> None:
        """Put list and draft side by side where there is room, and wrap anew."""
        self.set_class(event.size.width >= _WIDE, "wide")
        self.call_after_refresh(self._redraw)

    async def on_event(self, event: events.Event) -> None:
        """Take keys here and now: forwarded through widgets and back, fast ones would overtake each other."""
        if isinstance(event, events.Key):
            self.press(event)
        elif isinstance(event, events.Paste):
            self._paste(event.text)
        else:
            await super().on_event(event)

    def press(self, event: events.Key) -> None:
        """Do what a key means where the person is: typing, reading, or at the table."""
        if event.key in {"ctrl+c", "ctrl+q"}:
            self._interrupt()
            return
        match self.activity:
            case Typing() as typing:
                self._press_typing(typing, event)
            case Reading() as reading:
                self._press_reading(reading, event)
            case None:
                self._press(event.key, event.character or "")

    def _paste(self, text: str) -> None:
        """Take what is pasted as typed; at the table it means nothing."""
        if isinstance(self.activity, Typing):
            typing = self.activity
            self.activity = Typing(typing.title, typing.entry.type(text), typing.done)
            self._redraw()

    def _interrupt(self) -> None:
        """End at once; what was decided is kept."""
        self.failure = InterruptedRunError("Interrupted.")
        self.exit(result=False)

    def _press(self, key: str, character: str) -> None:
        if character in CATEGORY_KEYS:
            self._try(lambda: self.sitting.choose(CATEGORY_KEYS[character]))
        elif action := ACTIONS.get(character) or _NAMED_KEYS.get(key):
            self._try(self._actions[action])
        elif key == "space":
            self.query_one(Detail).scroll_rows(self.query_one(Detail).size.height - 1)
        elif key in {"pagedown", "pageup"}:
            page = max(1, self.query_one(Pile).size.height - 1)
            self._try(lambda: self._move(page if key == "pagedown" else -page))

    def _press_typing(self, typing: Typing, event: events.Key) -> None:
        if event.key in {"enter", "escape"}:
            self.activity = None
            self._try(lambda: typing.done(typing.entry.text) if event.key == "enter" else "nothing changed")
            return
        is_text = event.is_printable and event.character is not None
        entry = typing.entry.type(event.character or "") if is_text else typing.entry.press(event.key)
        self.activity = Typing(typing.title, entry, typing.done)
        self._redraw()

    def _press_reading(self, reading: Reading, event: events.Key) -> None:
        page = self.query_one("#page", Lines)
        step = {"j": 1, "down": 1, "k": -1, "up": -1, "space": page.size.height - 1, "pagedown": page.size.height - 1,
                "pageup": 1 - page.size.height}.get(event.key)  # fmt: skip
        answer = reading.answers.get(event.key)
        if answer:
            self.activity = None
            self._try(answer)
        elif step:
            page.scroll_rows(step)
        elif event.key in _BACK or (not reading.answers and event.key == "enter"):
            self.activity = None
            self._redraw()

    def _try(self, act: Callable[[], str | None]) -> None:
        try:
            said = act()
        except HarvesterError as error:
            said = error.summary
        lines = [said] if said else []
        if self.sitting.offer:
            lines += tell_offer(self.sitting, self.sitting.offer)
            self.sitting.offer = None
        self.query_one("#said", Lines).rows = wrap_all(lines, self.size.width)
        self._redraw()

    def _move(self, by: int) -> None:
        self.sitting.review = self.sitting.review.move(by)

    def _type(self, title: str, done: Callable[[str], str | None], text: str = "") -> None:
        self.activity = Typing(title, Entry.of(text), done)

    def _read(
        self, title: str, lines: Sequence[str], answers: Mapping[str, Callable[[], str | None]] | None = None
    ) -> None:
        self.activity = Reading(title, answers or {})
        self.query_one("#page", Lines).show(wrap_all(lines, max(self.size.width, 20), indent="  "))

    def _edit(self) -> None:
        self._type("In your words", self.sitting.edit, self.sitting.card.text)

    def _edit_outside(self) -> str:
        card, notes = self.sitting.card, editor_notes(self.sitting)
        failure: HarvesterError | None = None
        words = ""
        try:
            with self.suspend():
                # An exception that left this block would leave the terminal to the editor for good.
                try:
                    words = edit_sentence(card.text, notes)
                except HarvesterError as error:
                    failure = error
        except SuspendNotSupported:
            return "An editor cannot be opened from this terminal; i edits here."
        if failure:
            raise failure
        return self.sitting.edit(words) if words else self.sitting.reject()

    def _explain(self) -> None:
        card = self.sitting.card
        brief = self.sitting.brief(card)
        self._read("Why", tell_why(card.draft, brief.evidence, brief.judgements, brief.doubts))

    def _ask_batch(self) -> None:
        here, everywhere = self.sitting.batch(), self.sitting.batch(everywhere=True)
        lines = [
            f"Enter  accept {count_sure(here, 'this group')}" if here.sure else "None of this group is sure enough.",
            f"A      accept {count_sure(everywhere, 'all groups')}",
            "Esc    go back",
            "",
            *(f"{card.group.work}: {card.text}" for card in here.sure),
        ]
        answers = {"A": lambda: self.sitting.accept_batch(everywhere)}
        if here.sure:
            answers["enter"] = lambda: self.sitting.accept_batch(here)
        self._read("Accept what is sure", lines, answers)

    def _ask_criteria(self) -> None:
        known = ", ".join(identity for identity, _ in self.sitting.house.criteria())
        present = " ".join(match.criterion_id for match in self.sitting.card.draft.matches)
        self._type(f"Criteria, up to three of: {known}", self._choose_criteria, present)

    def _choose_criteria(self, text: str) -> str:
        return self.sitting.choose_criteria(text.replace(",", " ").split())

    def _split(self, text: str) -> str:
        return self.sitting.split(read_numbers(text))

    def _search(self, text: str) -> str | None:
        found = self.sitting.review.search(text)
        if found is None:
            return f"Nothing holds {text!r}."
        self.sitting.review = found
        return None

    def _ask_close(self) -> None:
        difference = self.sitting.difference()
        if not difference:
            self.exit(result=True)
            return
        path = self.sitting.desk.place.path
        self._read(f"Enter writes this to {path}", difference, {"enter": lambda: self.exit(result=True)})

    def _redraw(self) -> None:
        review = self.sitting.review
        decided = len(review.cards) - review.left
        left = f"{review.left} left, about {review.minutes_left} min" if review.left else "all decided, q writes"
        progress = Row.of(f"Review  {decided}/{len(review.cards)} decided · {left}", BOLD)
        page = self.activity if isinstance(self.activity, Reading) else None
        self.set_class(page is not None, "reading")
        self.set_class(isinstance(self.activity, Typing), "typing")
        self.query_one("#progress", Lines).show([Row.of(page.title, BOLD) if page else progress])
        keys = _PAGE_KEYS if page else _TYPING_KEYS if isinstance(self.activity, Typing) else _KEYS
        self.query_one("#keys", Lines).show([Row.of(keys, DIM)])
        said = self.query_one("#said", Lines)
        said.styles.height = max(1, len(said.rows))
        said.show(said.rows)
        if isinstance(self.activity, Typing):
            rows = render_entry(self.activity, self.size.width)
            self.query_one("#entry", Lines).styles.height = len(rows)
            self.query_one("#entry", Lines).show(rows)
        self.query_one(Pile).display_review(review)
        self.query_one(Detail).display_card(self.sitting)

    def _handle_exception(self, error: Exception) -> None:
        self.failure = self.failure or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End without drawing a traceback: the command line says in three lines what happened."""
        self._close_messages_no_wait()


def draw_review(sitting: Sitting) -> bool:
    """Draw a review until the person has done; says whether the document is to be written.

    Raises:
        InterruptedRunError: Ctrl-C, or a signal.
    """
    before = {name: signal.getsignal(name) for name in _SIGNALS}
    screen = ReviewScreen(sitting)
    try:
        is_done = screen.run(mouse=False)
    finally:
        for name, action in before.items():
            signal.signal(name, action)
    if screen.failure:
        raise screen.failure
    return bool(is_done)
