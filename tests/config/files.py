"""Configuration files as people write them, of which it is known byte for byte what each statement is."""

import json
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

TEXTS = st.text(alphabet="ab#[]{}=,'\"\\ é\t", max_size=6)
ACCOUNTS = st.text(alphabet="abc#'-", min_size=1, max_size=3)
COMMENTS = st.sampled_from(["", "  # since [spring]", ' # "quoted" = ', "\t#"])


@dataclass(frozen=True)
class Statement:
    """A key with its value: what stands before the value, how it is spelled, what stands behind, and what it says."""

    key: str
    before: str
    spelled: str
    behind: str
    value: Any

    @property
    def text(self) -> str:
        return self.before + self.spelled + self.behind


@dataclass(frozen=True)
class Block:
    """A table: its header with what precedes it, and its statements; `row` counts people tables, -1 is another."""

    header: str
    statements: tuple[Statement, ...]
    row: int

    @property
    def text(self) -> str:
        return self.header + "".join(one.text for one in self.statements)

    def find(self, key: str) -> Statement | None:
        return next((one for one in self.statements if one.key == key), None)


@dataclass(frozen=True)
class File:
    """A file of blocks."""

    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        return "".join(block.text for block in self.blocks)

    @property
    def people(self) -> list[Block]:
        return [block for block in self.blocks if block.row >= 0]

    def around(self, block: Block, statement: Statement) -> tuple[str, str]:
        """Give the text before and behind the value of a statement."""
        place = next(number for number, one in enumerate(self.blocks) if one is block)
        before = "".join(one.text for one in self.blocks[:place])
        before += block.header
        before += "".join(one.text for one in block.statements[: block.statements.index(statement)])
        before += statement.before
        return before, self.text[len(before) + len(statement.spelled) :]


def spell_text(draw: st.DrawFn, value: str) -> str:
    """Spell a text as one of the strings of TOML."""
    forms = [json.dumps(value, ensure_ascii=False)]
    if "'" not in value:
        forms.append(f"'{value}'")
    if not value.endswith("'") and "'''" not in value:
        forms.append(f"'''{value}'''")
    if '"' not in value and "\\" not in value:
        forms.append(f'"""\n{value}"""')
    return draw(st.sampled_from(forms))


def spell_list(draw: st.DrawFn, values: list[str]) -> str:
    """Spell a list on one line or on many, with comments and a comma behind the last or without."""
    members = [spell_text(draw, one) for one in values]
    if draw(st.booleans()):
        return f"[ {', '.join(members)}{draw(st.sampled_from(['', ' ']))}]"
    last = draw(st.sampled_from(["", ",", ", # ]"])) if members else ""
    return "[\n" + ", # [one]\n".join(f"  {one}" for one in members) + last + "\n]"


@st.composite
def statements(draw: st.DrawFn, key: str) -> Statement:
    value: Any = draw(st.lists(ACCOUNTS, max_size=3, unique=True)) if key in {"github", "jira"} else draw(TEXTS)
    spelled = spell_list(draw, value) if isinstance(value, list) else spell_text(draw, value)
    name = draw(st.sampled_from([key, f'"{key}"', f"'{key}'"]))
    equals = draw(st.sampled_from(["=", " = ", "\t=  "]))
    before = draw(st.sampled_from(["", "  ", "# class = 1\n", "\n"]))
    return Statement(key, f"{before}{name}{equals}", spelled, f"{draw(COMMENTS)}\n", value)


@st.composite
def blocks(draw: st.DrawFn, row: int) -> Block:
    """Draw a people table, or another when `row` is -1."""
    header = draw(st.sampled_from(["[[people]]", "[[ people ]]", '[["people"]]'])) if row >= 0 else "[[other]]"
    keys = draw(
        st.lists(st.sampled_from(["name", "github", "jira", "class", "team", "since"]), max_size=5, unique=True)
    )
    lead = draw(st.sampled_from(["", "\n", "# ---\n\n", "  "]))
    return Block(f"{lead}{header}{draw(COMMENTS)}\n", tuple(draw(statements(key)) for key in keys), row)


@st.composite
def files(draw: st.DrawFn) -> File:
    """Draw a file with one people table at least, with the line ends of either world and an end of either kind."""
    top = Block(draw(st.sampled_from(["", "# mine\n", 'level = "mid" # [[people]]\n'])), (), -1)
    count = draw(st.integers(1, 3))
    drawn = [top]
    for row in range(count):
        drawn.append(draw(blocks(row)))
        if draw(st.booleans()):
            drawn.append(draw(blocks(-1)))
    end_of_line = draw(st.sampled_from(["\n", "\r\n"]))
    whole = tuple(_with_ends(block, end_of_line) for block in drawn)
    return File(whole) if draw(st.booleans()) else File((*whole[:-1], _without_last_end(whole[-1])))


def _with_ends(block: Block, end_of_line: str) -> Block:
    def end(text: str) -> str:
        return text.replace("\n", end_of_line)

    ended = (
        Statement(one.key, end(one.before), end(one.spelled), end(one.behind), one.value) for one in block.statements
    )
    return Block(end(block.header), tuple(ended), block.row)


def _without_last_end(block: Block) -> Block:
    if not block.statements:
        return Block(block.header.rstrip("\r\n"), (), block.row)
    *others, last = block.statements
    return Block(block.header, (*others, replace(last, behind=last.behind.rstrip("\r\n"))), block.row)
