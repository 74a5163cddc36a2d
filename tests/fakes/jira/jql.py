"""JQL, as far as it is asked: dates in the zone of the account's profile, to the minute; the unknown is refused."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from tests.fakes.jira.tracker import Ticket, Tracker, User

_TOKEN = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|(>=|<=|=|\(|\)|,)|([A-Za-z0-9_.:-]+))')
Test = Callable[[Ticket], bool]


class JqlError(ValueError):
    """What a server answers with status 400."""


@dataclass
class Word:
    text: str
    is_quoted: bool = False


def tokenize(jql: str) -> list[Word]:
    words: list[Word] = []
    position = 0
    jql = jql.rstrip()
    while position < len(jql):
        match = _TOKEN.match(jql, position)
        if not match:
            raise JqlError(f"Error in the JQL Query: unexpected character at {position}.")
        quoted, mark, bare = match.groups()
        if quoted is not None:
            words.append(Word(re.sub(r"\\(.)", r"\1", quoted), is_quoted=True))
        else:
            words.append(Word(mark or bare))
        position = match.end()
    return words


class Query:
    """A parsed question; `test` says whether a ticket answers it."""

    def __init__(self, jql: str, tracker: Tracker, user: User, zone: tzinfo, *, knows_updated_by: bool) -> None:
        self._words = tokenize(jql)
        self._place = 0
        self._tracker, self._user, self._zone = tracker, user, zone
        self._knows_updated_by = knows_updated_by
        self.is_bounded = False
        self.test = self._any()
        self.order = self._order()
        if self._place != len(self._words):
            raise JqlError(f"Error in the JQL Query: unexpected '{self._words[self._place].text}'.")

    def _peek(self, *texts: str) -> bool:
        word = self._words[self._place] if self._place < len(self._words) else Word("")
        return not word.is_quoted and word.text.upper() in texts

    def _take(self) -> Word:
        if self._place >= len(self._words):
            raise JqlError("Error in the JQL Query: it ends too early.")
        self._place += 1
        return self._words[self._place - 1]

    def _expect(self, text: str) -> None:
        if not self._peek(text):
            raise JqlError(f"Error in the JQL Query: '{text}' expected.")
        self._take()

    def _any(self) -> Test:
        tests = [self._all()]
        while self._peek("OR"):
            self._take()
            tests.append(self._all())
        return lambda ticket: any(test(ticket) for test in tests)

    def _all(self) -> Test:
        tests = [self._clause()]
        while self._peek("AND"):
            self._take()
            tests.append(self._clause())
        return lambda ticket: all(test(ticket) for test in tests)

    def _clause(self) -> Test:
        if self._peek("("):
            self._take()
            test = self._any()
            self._expect(")")
            return test
        field, operator = self._take().text.casefold(), self._take().text.upper()
        self.is_bounded = True
        if operator == "IN" and self._peek("UPDATEDBY"):
            return self._updated_by()
        if field == "project" and operator == "IN":
            projects = self._list()
            for project in projects:
                if project not in self._tracker.projects - self._tracker.hidden_projects:
                    raise JqlError(f"The value '{project}' does not exist for the field 'project'.")
            return lambda ticket: ticket.key.rpartition("-")[0] in projects
        if field == "issuekey" and operator == "IN":
            return self._keys(self._list())
        if field in {"updated", "created"}:
            return self._date(field, operator, self._take())
        return self._user_clause(field, operator)

    def _list(self) -> list[str]:
        self._expect("(")
        values = [self._take().text]
        while self._peek(","):
            self._take()
            values.append(self._take().text)
        self._expect(")")
        return values

    def _keys(self, keys: list[str]) -> Test:
        for key in keys:
            if not self._tracker.find(key):
                name = key if self._tracker.names_hidden_keys else "of that name"
                raise JqlError(f"An issue with key '{name}' does not exist for field 'issuekey'.")
        return lambda ticket: bool({ticket.key, ticket.first_key} & set(keys))

    def _date(self, field: str, operator: str, word: Word) -> Test:
        for form in ("%Y/%m/%d %H:%M", "%Y/%m/%d"):
            try:
                edge = datetime.strptime(word.text, form).replace(tzinfo=self._zone)
            except ValueError:
                continue
            if operator == ">=":
                return lambda ticket: _to_minute(getattr(ticket, field)) >= edge
            return lambda ticket: _to_minute(getattr(ticket, field)) <= edge
        raise JqlError(f"Date value '{word.text}' for field '{field}' is invalid.")

    def _user_clause(self, field: str, operator: str) -> Test:
        user = self._find_user(field)
        if field in {"assignee", "reporter"} and operator == "WAS":
            return lambda ticket: user in (ticket.holders if field == "assignee" else ticket.reporters)
        if field == "assignee" and operator == "=":
            return lambda ticket: ticket.assignee == user
        if field == "watcher" and operator == "=":
            return lambda ticket: user in ticket.watchers
        raise JqlError(f"Field '{field}' does not exist or this field cannot be viewed by anonymous users.")

    def _find_user(self, field: str) -> User:
        word = self._take()
        if word.text == "currentUser" and not word.is_quoted:
            self._expect("(")
            self._expect(")")
            return self._user
        return self._named_user(word.text, field)

    def _named_user(self, name: str, field: str) -> User:
        for user in self._tracker.users:
            if name in {user.account, user.name}:
                return user
        raise JqlError(f"The value '{name}' does not exist for the field '{field}'.")

    def _updated_by(self) -> Test:
        self._take()
        if not self._knows_updated_by:
            raise JqlError("Unable to find JQL function 'updatedBy(ann, 2026/01/01)'.")
        name, *days = self._list()
        user = self._named_user(name, "issuekey")
        since, until = (datetime.strptime(day, "%Y/%m/%d").replace(tzinfo=self._zone) for day in days)

        def was_updated(ticket: Ticket) -> bool:
            moments = [entry.at for entry in ticket.history if entry.author == user]
            moments += [comment.at for comment in ticket.comments if comment.author == user]
            moments += [ticket.created] if ticket.creator == user else []
            return any(since <= moment < until for moment in moments)

        return was_updated

    def _order(self) -> list[str]:
        if self._place == len(self._words):
            return []
        self._expect("ORDER")
        self._expect("BY")
        fields: list[str] = []
        while True:
            fields.append(self._take().text.casefold())
            self._expect("ASC")
            if not self._peek(","):
                return fields
            self._take()


def _to_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
