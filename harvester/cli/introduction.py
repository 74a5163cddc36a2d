"""Introductions: a wish about one human is checked and written into the people table; a walk asks about all the others.

Nothing is written that the sources do not know or the settings would not accept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from harvester.clean import clean_line
from harvester.cli.acquaintances import make_acquaintance
from harvester.cli.circle import SOURCES, Circle, find_me
from harvester.cli.workplace import Workplace
from harvester.config.disk import write_config
from harvester.config.people import Edition, Row, Wish, change_people
from harvester.config.settings import KnownPerson
from harvester.encounter import Colleague, tell_colleague, tell_ties
from harvester.errors import ConfigError, UsageError
from harvester.model import PersonClass
from harvester.people import GHOST, People
from harvester.period import parse_day

KEYS = {
    "p": PersonClass.PEER,
    "j": PersonClass.JUNIOR,
    "s": PersonClass.SENIOR,
    "m": PersonClass.MANAGER,
    "b": PersonClass.BOT,
}
UNKNOWN = "unknown"
"""How no class is called on the command line."""
_LIST = "harvester people list"
_PROMPT = "p peer, j junior, s senior, m manager, b bot, Enter skips, q ends: "
_JOIN_PROMPT = "y joins them, Enter leaves them apart, q ends: "


@dataclass(frozen=True, slots=True)
class Introduction:
    """What was made of a wish: the human, all their rows, the circle as it is now, and whether anything was written."""

    person: str
    rows: Sequence[Row]
    circle: Circle
    is_changed: bool


def introduce(circle: Circle, person: str, wish: Wish) -> Introduction:
    """Write a wish about somebody into the configuration file.

    Raises:
        UsageError: the person, an account or a day makes no sense.
        ConfigError: the table cannot be changed in place, or another row would win over the wish.
    """
    workplace = circle.workplace
    _check_accounts(circle, (person, *wish.accounts))
    human = _find_listed(circle, (person, *wish.accounts))
    numbers = [number for number, ids in enumerate(circle.listed) if human in {circle.people.human(one) for one in ids}]
    new = [one for one in (person, *wish.accounts) if circle.people.human(one) != human]
    complete = replace(wish, accounts=new)
    today = workplace.now.astimezone(workplace.zone).date()
    edition = change_people(workplace.file, numbers, complete, today)
    if edition.text == workplace.file.text:
        return Introduction(person, [edition.rows[number] for number in numbers], circle, is_changed=False)
    people = _read_people(edition, workplace)
    _require_in_force(people, person, wish, workplace, today)
    changed = Workplace(write_config(workplace.file, edition.text), workplace.now)
    told = [row for row in edition.rows if people.human(person) in {people.human(one) for one in _ids_of(row)}]
    return Introduction(person, told, Circle(changed, circle.evidence), is_changed=True)


def read_wish(workplace: Workplace, options: Mapping[str, Any]) -> Wish:
    """Read what the options of the command line ask for; one that was not given is None or empty.

    Raises:
        UsageError: nothing is asked for, or a day, an account or their combination makes no sense.
    """
    since, until = (
        parse_day(options[key], workplace.now, workplace.zone) if options[key] else None for key in ("since", "until")
    )
    named = {"class": options["class_name"], "team": options["team"]}
    dated = {key: clean_line(value) for key, value in named.items() if value is not None}
    if dated.get("class") == UNKNOWN:
        dated["class"] = ""
    if since and until and until < since:
        raise UsageError(
            f"It would end on {until}, before it begins on {since}.",
            cure="give --until a day that is not before --since",
        )
    if (since or until) and not dated:
        raise UsageError("--since and --until say when a class or a team holds.", cure="add --class or --team")
    lasting = {
        key: clean_line(value) if isinstance(value, str) else bool(value)
        for key in ("name", "pseudonym", "quote")
        if (value := options[key]) is not None
    }
    accounts = [parse_account(one) for one in options["also"]]
    if not (dated or lasting or accounts):
        raise UsageError("Say what to set.", cure="add --class, --team, --name, --also, --pseudonym or --quote")
    return Wish(dated=dated, lasting=lasting, accounts=accounts, since=since, until=until)


def walk(circle: Circle, ask: Callable[[str], str | None], say: Callable[[str], None]) -> Circle:
    """Ask about everybody who was met and is not known, a key each; each answer is written at once.

    `ask` gives the next line for a prompt, None at the end.
    """
    asked: set[frozenset[str]] = set()
    while tie := next((one for one in circle.ties() if {one.person, one.other} not in asked), None):
        asked.add(frozenset({tie.person, tie.other}))
        for line in tell_ties([tie]):
            say(line)
        answer = _ask(ask, say, _JOIN_PROMPT, {"y"})
        if answer == "q":
            return circle
        if answer == "y":
            circle = introduce(circle, tie.person, Wish(accounts=[tie.other])).circle
    strangers = [one for one in circle.colleagues() if _is_stranger(one)]
    for number, one in enumerate(strangers, 1):
        say(f"\n{number} of {len(strangers)}")
        for line in tell_colleague(one, circle.workplace.zone):
            say(line)
        answer = _ask(ask, say, _PROMPT, set(KEYS))
        if answer == "q":
            return circle
        if answer:
            circle = introduce(circle, one.id, Wish(dated={"class": KEYS[answer].value})).circle
    return circle


def has_strangers(circle: Circle) -> bool:
    """Say whether there is anybody to ask about."""
    return bool(circle.ties()) or any(_is_stranger(one) for one in circle.colleagues())


def parse_account(text: str) -> str:
    """Read an account: `github:login`, `jira:account`, `email:address` or an address alone.

    Raises:
        UsageError: it is none of these.
    """
    spelled = clean_line(text, 300)
    source, colon, account = spelled.partition(":")
    if not colon and "@" in spelled:
        return f"email:{spelled}"
    if source not in SOURCES or not account.strip():
        raise UsageError(
            f"{text!r} is no account of anybody.",
            cure="an account looks like github:ben, jira:557058:ab12 or email:ben@example.com",
        )
    return f"{source}:{account.strip()}"


def _is_stranger(one: Colleague) -> bool:
    is_bot = one.suggestion is not None and one.suggestion.person_class is PersonClass.BOT
    return not one.person_class and not is_bot


def _ask(ask: Callable[[str], str | None], say: Callable[[str], None], prompt: str, keys: set[str]) -> str:
    """Give one of the keys, "" to skip, or "q" to end, as the end of the input does."""
    while True:
        line = ask(prompt)
        answer = "q" if line is None else line.strip().casefold()
        if answer in {"", "q", *keys}:
            return answer
        say(f"{answer!r} means nothing here.")


def _check_accounts(circle: Circle, accounts: Sequence[str]) -> None:
    me = find_me(circle.workplace)
    for one in accounts:
        if me.rows_of(one):
            raise UsageError(f"{one} is you.", why="your own accounts stand in the table [me]", cure=_LIST)
        if circle.people.human(one) == GHOST:
            raise UsageError(f"{one} is a deleted account, which is nobody.", cure=_LIST)
        if one.partition(":")[0] not in SOURCES:
            raise UsageError(f"{one} is of a source that the people table has no key for.", cure=_LIST)


def _find_listed(circle: Circle, accounts: Sequence[str]) -> str:
    """Give the one human of the table among some accounts, "" where none of them is listed."""
    listed = {circle.people.human(one): one for one in accounts if circle.people.rows_of(one)}
    if len(listed) > 1:
        raise UsageError(
            f"{' and '.join(listed.values())} stand in rows of different people.",
            why="joined, two rows would say different things of one human",
            cure=f"take one of the two rows out of {circle.workplace.file.path} first",
        )
    return next(iter(listed), "")


def _require_in_force(people: People, person: str, wish: Wish, workplace: Workplace, today: date) -> None:
    """Refuse a change that another row of the same human would win over."""
    for day in {wish.since or wish.until or today, wish.until or wish.since or today}:
        moment = datetime.combine(day, time(12), workplace.zone)
        told = {"class": people.class_at(person, moment).value, "team": people.team_at(person, moment)}
        if any(told[key] != value for key, value in wish.dated.items()):
            raise ConfigError(
                f"Another row of {person} holds on {day} too, and says otherwise.",
                why="rows of one human overlap",
                cure=f"end one of them by `until` in {workplace.file.path}",
            )


def _read_people(edition: Edition, workplace: Workplace) -> People:
    return People((make_acquaintance(KnownPerson.model_validate(row)) for row in edition.rows), workplace.zone)


def _ids_of(row: Any) -> frozenset[str]:  # noqa: ANN401 - a row as it is written
    return make_acquaintance(KnownPerson.model_validate(row)).ids
