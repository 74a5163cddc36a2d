"""The part of GraphQL that queries need: selections, aliases, arguments, variables and inline fragments."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_TOKEN = re.compile(r'\s*(?:(\.\.\.)|([_A-Za-z]\w*)|(\$\w+)|(-?\d+)|"((?:[^"\\]|\\.)*)"|([{}()\[\]:!,=]))')


@dataclass
class Field:
    """A field of a selection; `on` is the type of an inline fragment instead."""

    name: str
    alias: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)
    selection: "list[Field]" = field(default_factory=list)
    on: str = ""


@dataclass(frozen=True)
class Variable:
    """A variable where an argument stands."""

    name: str


def parse_document(text: str) -> list[Field]:
    """Parse one query and give its selection."""
    tokens = [next(part for part in match.groups() if part is not None) for match in _TOKEN.finditer(text)]
    start = tokens.index("{")
    fields, end = _selection(tokens, start)
    assert tokens[0] == "query", "only queries are answered"
    assert end == len(tokens), "something stands behind the query"
    return fields


def _selection(tokens: Sequence[str], at: int) -> tuple[list[Field], int]:
    assert tokens[at] == "{"
    at += 1
    fields: list[Field] = []
    while tokens[at] != "}":
        if tokens[at] == "...":
            assert tokens[at + 1] == "on"
            inner, end = _selection(tokens, at + 3)
            fields.append(Field("...", on=tokens[at + 2], selection=inner))
            at = end
            continue
        one = Field(tokens[at], tokens[at])
        at += 1
        if tokens[at] == ":":
            one.name = tokens[at + 1]
            at += 2
        if tokens[at] == "(":
            at = _arguments(tokens, at + 1, one.arguments)
        if tokens[at] == "{":
            one.selection, at = _selection(tokens, at)
        fields.append(one)
    return fields, at + 1


def _arguments(tokens: Sequence[str], at: int, into: dict[str, Any]) -> int:
    while tokens[at] != ")":
        if tokens[at] == ",":
            at += 1
            continue
        name = tokens[at]
        assert tokens[at + 1] == ":"
        at += 2
        if tokens[at] == "[":
            end = tokens.index("]", at)
            into[name] = [token for token in tokens[at + 1 : end] if token != ","]
            at = end
        elif tokens[at].startswith("$"):
            into[name] = Variable(tokens[at][1:])
        else:
            into[name] = int(tokens[at]) if tokens[at].lstrip("-").isdigit() else tokens[at]
        at += 1
    return at + 1


def bind(arguments: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
    """Give arguments with their variables filled in."""
    return {
        name: variables.get(value.name) if isinstance(value, Variable) else value for name, value in arguments.items()
    }


def count_nodes(fields: Sequence[Field], variables: Mapping[str, Any], times: int = 1) -> int:
    """Count the nodes a query could give, from its arguments alone, as GitHub does."""
    total = 0
    for one in fields:
        width = _width(one, variables)
        total += times * width + count_nodes(one.selection, variables, times * max(1, width))
    return total


def count_points(fields: Sequence[Field], variables: Mapping[str, Any]) -> int:
    """Price a query as GitHub documents it: how often each connection is opened if all are full, by a hundred."""
    return max(1, round(_count_opened(fields, variables, 1) / 100))


def _count_opened(fields: Sequence[Field], variables: Mapping[str, Any], times: int) -> int:
    total = 0
    for one in fields:
        width = _width(one, variables)
        total += (times if width else 0) + _count_opened(one.selection, variables, times * max(1, width))
    return total


def _width(asked: Field, variables: Mapping[str, Any]) -> int:
    arguments = bind(asked.arguments, variables)
    ids = arguments.get("ids")
    return len(ids) if isinstance(ids, list) else int(arguments.get("first") or arguments.get("last") or 0)
