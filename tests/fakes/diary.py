"""A connector whose source is a list in memory; real in every promise of the seam, for tests of what stands above."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from harvester.connector import Connector, Identity, Session, digest_basis
from harvester.model import Evidence, Gap, Kind, Ref, Role, Scope, Window


class DiarySettings(BaseModel):
    """The table of the diary."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    pages: list[str] = ["all"]


class Diary(Connector[DiarySettings]):
    """Yield the days written on each page; `on_page` may do worse."""

    name: ClassVar[str] = "diary"
    settings_type: ClassVar[type] = DiarySettings
    days: ClassVar[dict[str, list[str]]] = {}
    on_page: ClassVar[dict[str, Callable[[], Evidence | Gap]]] = {}

    def scopes(self) -> Sequence[Scope]:
        return [Scope(self.name, page, digest_basis(self.session.me)) for page in self.settings.pages]

    def harvest(self, scope: Scope, window: Window) -> Iterator[Evidence | Gap]:
        for day in self.days.get(scope.key, ()):
            moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
            if moment in window:
                yield page_entry(scope.key, moment)
        if scope.key in self.on_page:
            yield self.on_page[scope.key]()


def page_entry(page: str, moment: datetime, *, source: str = "diary", title: str = "Add the ledger export") -> Evidence:
    """Write one day of a page."""
    return Evidence(
        ref=Ref(source, f"{page}/{moment:%Y-%m-%d}"),
        kind=Kind.NOTE,
        role=Role.AUTHOR,
        title=title,
        body="It closes the books in an hour instead of a day.",
        happened_at=moment,
        project=page,
    )


def session(now: str = "2026-11-20T12:00:00+00:00") -> Session:
    """Give a session for a test."""
    return Session(me=Identity.of("Ann Example", emails=["ann@example.com"]), now=datetime.fromisoformat(now))


def diary(*pages: str, days: dict[str, list[str]] | None = None) -> Diary:
    """Open a diary of its own class, so that no test writes into another's."""

    class OwnDiary(Diary):
        days: ClassVar[dict[str, list[str]]] = {}
        on_page: ClassVar[dict[str, Callable[[], Evidence | Gap]]] = {}

    own = OwnDiary(DiarySettings(pages=list(pages) or ["all"]), session())
    type(own).days.update(days or {})
    return own
