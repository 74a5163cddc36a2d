"""The catalogue of messages: every error and gap that the sources can word, with its exit code and what to do.

    python docs/catalogue.py

writes docs/errors.md. A test compares the page with the sources, and wants a cure of every error.
"""

import ast
import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final

from harvester.errors import ContractError, HarvesterError
from harvester.model import Gap
from harvester.transport import UnansweredError

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "errors.md"
ASKED_AGAIN: Final = ("harvester.sitting.", "harvester.screen.", "harvester.setup.questions")
"""Modules whose messages answer what was just typed, beside the place where it can be typed again."""
PARTIAL: Final = 3
STANDING: Final = 0
_HEAD: Final = """\
# Messages

What goes wrong, by the exit code that a command ends with, and what to try. `{…}` stands for what differs. On the
terminal an error is three lines: what happened, why if that is known, and what to try.

This page is made by `python docs/catalogue.py`; a test compares it with the program.
"""
_MEANINGS: Final = {
    1: "failed",
    2: "the request or the configuration makes no sense as given",
    PARTIAL: "a part of a source could not be read this time, the rest is saved",
    STANDING: "a part of a source is not offered or not visible; said with each run",
    4: "a source needs sign-in",
    5: "another run is at work",
    6: "the document changed or cannot be written safely; nothing was written",
    130: "interrupted",
}
_SEE_THROUGH: Final = {"clean_line", "redact", "quote", "str", "repr", "len", "sorted", "map", "min", "name_account"}
"""Calls that change how something is written, and not what it is."""


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """A message as the source spells it, with `{name}` for what differs; `place` is `module:line`."""

    code: int
    what: str
    cure: str
    place: str


@dataclass(frozen=True, slots=True)
class _Source:
    """A module, and what its names stand for as far as that is plain to see."""

    module: ModuleType
    tree: ast.Module

    def messages(self) -> Iterator[Message]:
        """Yield what the functions of the module word."""
        for function in ast.walk(self.tree):
            if isinstance(function, (ast.FunctionDef, ast.Lambda)):
                known = self._constants() | _assigned_in(function)
                for call in _calls_in(function):
                    yield from self._read(call, Speller(known, self._functions()))

    def _read(self, call: ast.Call, speller: "Speller") -> Iterator[Message]:
        place = f"{self.module.__name__}:{call.lineno}"
        said = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        if isinstance(call.func, ast.Attribute):
            yield from self._read_gap(call, said, speller, place)
            return
        kind = getattr(self.module, call.func.id, None) if isinstance(call.func, ast.Name) else None
        if isinstance(kind, type) and issubclass(kind, HarvesterError):
            what = call.args[0] if call.args else said.get("what", ast.Constant(""))
            cure = speller.spell(said.get("cure", ast.Constant(""))) or kind.usual_cure
            yield Message(self._code(kind, speller.spell(what)), speller.spell(what), cure, place)
        elif kind is Gap and len(call.args) > 2:  # noqa: PLR2004 - source, scope, reason
            yield Message(_gap_code(said), speller.spell(call.args[2]), "", place)

    def _read_gap(
        self, call: ast.Call, said: Mapping[str, ast.expr], speller: "Speller", place: str
    ) -> Iterator[Message]:
        """Read what the connectors keep as a gap: `note(scope, reason, standing=…)` and `standing(reason)`."""
        if not self.module.__name__.startswith("connectors.") or not isinstance(call.func, ast.Attribute):
            return
        if call.func.attr == "note" and len(call.args) > 1:
            yield Message(_gap_code(said), speller.spell(call.args[1]), "", place)
        elif call.func.attr == "standing" and call.args:
            yield Message(STANDING, speller.spell(call.args[0]), "", place)

    def _code(self, kind: type[HarvesterError], what: str) -> int:
        """Give the exit code; what a connector or the guard around it raises costs its source alone."""
        is_of_a_source = self.module.__name__.startswith("connectors.") or issubclass(kind, UnansweredError)
        is_breach = issubclass(kind, ContractError) and what.startswith("it ")
        return PARTIAL if kind.exit_code == 1 and (is_of_a_source or is_breach) else kind.exit_code

    def _constants(self) -> dict[str, ast.expr]:
        return {
            name: ast.Constant(value)
            for name, value in vars(self.module).items()
            if isinstance(value, str) and not name.startswith("__")
        }

    def _functions(self) -> dict[str, ast.expr]:
        """Give what the functions return that only word something."""
        return {
            node.name: node.body[-1].value
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef) and isinstance(node.body[-1], ast.Return) and node.body[-1].value
            if isinstance(node.body[-1].value, (ast.JoinedStr, ast.Constant))
        }


@dataclass(frozen=True, slots=True)
class Speller:
    """Spells expressions that give a text; `known` are names with what they stand for, `functions` what they say."""

    known: Mapping[str, ast.expr]
    functions: Mapping[str, ast.expr]

    def spell(self, node: ast.expr) -> str:
        """Spell an expression, with `{name}` for what differs."""
        parts = self._parts_of(node)
        if parts is not None:
            return "".join(map(self.spell, parts))
        choices = self._choices_of(node)
        if choices is not None:
            return " / ".join(filter(None, map(self.spell, choices)))
        if isinstance(node, ast.Constant):
            return str(node.value)
        return f"{{{name_of(node.value if isinstance(node, ast.FormattedValue) else node)}}}"

    def _parts_of(self, node: ast.expr) -> Sequence[ast.expr] | None:
        """Give what stands one behind the other in a text, or what a name or a call stands for."""
        parts: Sequence[ast.expr] | None
        match node:
            case ast.JoinedStr(values=values):
                parts = values
            case ast.FormattedValue(value=ast.JoinedStr() as value):
                parts = [value]
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                parts = [left, right]
            case ast.Name(id=name) if name in self.known:
                parts = [self.known[name]]
            case ast.Call(func=ast.Name(id=name)) if name in self.functions:
                parts = [self.functions[name]]
            case ast.Call(func=ast.Name(id="clean_line"), args=[text, *_]):
                parts = [text]
            case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Constant() as text, attr="format" | "rstrip")):
                parts = [text]
            case _:
                parts = None
        return parts

    def _choices_of(self, node: ast.expr) -> Sequence[ast.expr] | None:
        """Give the texts of which one is said."""
        match node:
            case ast.IfExp(body=body, orelse=orelse):
                return [body, orelse]
            case ast.BoolOp(op=ast.Or(), values=values):
                return values
            case _:
                return None


def name_of(node: ast.expr) -> str:
    """Name an expression as shortly as a reader understands it; "…" where it has no name."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.strip("_").lower()
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[what, *_]) if name in _SEE_THROUGH:
            return name_of(what)
        case ast.Call(func=ast.Attribute(attr="join"), args=[what]) | ast.Starred(value=what):
            return name_of(what)
        case ast.Call(func=what) | ast.Subscript(value=what) | ast.GeneratorExp(elt=what):
            return name_of(what)
        case _:
            return "…"


def _calls_in(function: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls of a function, but those of functions inside it."""
    for child in ast.iter_child_nodes(function):
        if isinstance(child, ast.Call):
            yield child
        if not isinstance(child, (ast.FunctionDef, ast.Lambda)):
            yield from _calls_in(child)


def _assigned_in(function: ast.AST) -> dict[str, ast.expr]:
    """Give what the names of a function stand for, where they are set once and to a text."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append(node.value)
    texts = (ast.Constant, ast.JoinedStr, ast.IfExp)
    return {name: values[0] for name, values in found.items() if len(values) == 1 and isinstance(values[0], texts)}


def _gap_code(said: Mapping[str, ast.expr]) -> int:
    is_standing = isinstance(said.get("standing"), ast.Constant) and bool(ast.literal_eval(said["standing"]))
    return STANDING if is_standing else PARTIAL


def list_messages() -> list[Message]:
    """List every message that has words of its own, once for each place that words it."""
    found: list[Message] = []
    for path in sorted((*ROOT.glob("harvester/**/*.py"), *ROOT.glob("connectors/**/*.py"))):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if not name.endswith("__main__"):
            source = _Source(importlib.import_module(name), ast.parse(path.read_text(encoding="utf-8")))
            found += [one for one in source.messages() if _has_words(one.what)]
    return sorted(found)


def _has_words(text: str) -> bool:
    """Say whether a message is more than what another one said."""
    outside = "".join(part.partition("}")[2] if number else part for number, part in enumerate(text.split("{")))
    return any(letter.isalpha() for letter in outside)


def is_asked_again(message: Message) -> bool:
    """Say whether a message answers what was just typed, where it can be typed again."""
    return message.place.startswith(ASKED_AGAIN)


def render_page() -> str:
    """Give the whole page."""
    messages = list_messages()
    sections = [_HEAD]
    for code, meaning in _MEANINGS.items():
        cures: dict[str, list[str]] = {}
        for one in messages:
            if one.code == code:
                cures.setdefault(one.what, []).append(
                    "say it otherwise; you are asked again" if is_asked_again(one) and not one.cure else one.cure
                )
        sections.append(_render_section(f"Exit {code}: {meaning}", cures))
    return "\n".join(sections)


def _render_section(title: str, cures: Mapping[str, Sequence[str]]) -> str:
    lines = [f"## {title}", ""]
    for what, tried in cures.items():
        cure = " / ".join(filter(None, dict.fromkeys(tried)))
        lines.append(f"* {what}" + (f"  \n  try: {cure}" if cure else ""))
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(render_page(), encoding="utf-8")
