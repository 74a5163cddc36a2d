"""Atlassian Document Format (the bodies of Cloud) to plain readable text. Pure.

Blocks stand apart by an empty line, lists keep their marks, tables their rows. A node that nobody knows gives the
text inside it, else its name in brackets; nothing is fetched and nothing nested can exhaust the stack.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from connectors.jira.moments import parse_moment

MAX_DEPTH: Final = 100
"""Nesting that is followed; people nest five deep."""
MAX_TEXT: Final = 200_000
"""Characters built of one body; what is longer is cut when it is cleaned."""
_DIGITS_OF_YEAR_9999: Final = 15
_DIGITS_OF_A_LIST: Final = 6

Node = Mapping[str, Any]


def render_adf(document: object) -> str:
    """Render a document as text; anything that is none gives the empty text."""
    return _blocks(document, 0).strip() if isinstance(document, Mapping) else ""


def _blocks(node: Node, depth: int) -> str:
    """Render the children of a node as blocks, an empty line between two of them."""
    blocks: list[str] = []
    size, run = 0, ""
    for child in _children(node):
        if _name(child) in _INLINE:
            run += _inline(child, depth + 1)
            continue
        blocks += [run, _block(child, depth + 1)]
        run = ""
        size += len(blocks[-1])
        if size > MAX_TEXT:
            break
    return "\n\n".join(block for block in (*blocks, run) if block.strip())


def _block(node: Node, depth: int) -> str:
    if depth > MAX_DEPTH:
        return "[…]"
    render = _BLOCKS.get(_name(node))
    return (render(node, depth) if render else _unknown(node, depth))[:MAX_TEXT]


def _inlines(node: Node, depth: int) -> str:
    return "".join(_inline(child, depth + 1) for child in _children(node))


def _inline(node: Node, depth: int) -> str:
    if depth > MAX_DEPTH:
        return "[…]"
    render = _INLINE.get(_name(node))
    return render(node) if render else _unknown(node, depth)


def _unknown(node: Node, depth: int) -> str:
    within = _blocks(node, depth) if _children(node) else _text(node)
    return within or f"[{_name(node) or 'unknown'}]"


def _children(node: Node) -> list[Node]:
    content = node.get("content")
    return [child for child in content if isinstance(child, Mapping)] if isinstance(content, list) else []


def _name(node: Node) -> str:
    name = node.get("type")
    return name if isinstance(name, str) else ""


def _attribute(node: Node, *names: str) -> str:
    """Return the first of these attributes that says something."""
    attributes = node.get("attrs")
    values = [attributes.get(name) for name in names] if isinstance(attributes, Mapping) else []
    return next((str(value) for value in values if isinstance(value, (str, int)) and str(value).strip()), "")


def _text(node: Node) -> str:
    text = node.get("text")
    if not isinstance(text, str):
        return ""
    marks = node.get("marks")
    for mark in marks if isinstance(marks, list) else []:
        if isinstance(mark, Mapping) and _name(mark) == "link":
            address = _attribute(mark, "href")
            return f"{text} ({address})" if address and address != text else text
        if isinstance(mark, Mapping) and _name(mark) == "code":
            return f"`{text}`"
    return text


def _mention(node: Node) -> str:
    name = _attribute(node, "text") or "somebody"
    return name if name.startswith("@") else f"@{name}"


def _date(node: Node) -> str:
    spelled = _attribute(node, "timestamp")
    is_number = spelled.isascii() and spelled.isdigit() and len(spelled) <= _DIGITS_OF_YEAR_9999
    moment = parse_moment(int(spelled)) if is_number else None
    return f"{moment:%Y-%m-%d}" if moment is not None else spelled


def _media(node: Node) -> str:
    name = _attribute(node, "alt", "__fileName")
    return f"[media: {name}]" if name else "[media]"


def _paragraph(node: Node, depth: int) -> str:
    return _inlines(node, depth).strip()


def _code(node: Node, depth: int) -> str:
    return f"```{_attribute(node, 'language')}\n{_inlines(node, depth)}\n```"


def _quote(node: Node, depth: int) -> str:
    return "\n".join(f"> {line}".rstrip() for line in _blocks(node, depth).split("\n"))


def _bullets(node: Node, depth: int) -> str:
    return "\n".join(_point("- ", child, depth) for child in _children(node))


def _numbers(node: Node, depth: int) -> str:
    spelled = _attribute(node, "order")
    is_number = spelled.isascii() and spelled.isdigit() and len(spelled) <= _DIGITS_OF_A_LIST
    first = int(spelled) if is_number else 1
    return "\n".join(_point(f"{first + place}. ", child, depth) for place, child in enumerate(_children(node)))


def _tasks(node: Node, depth: int) -> str:
    return "\n".join(_task(child, depth) for child in _children(node))


def _task(node: Node, depth: int) -> str:
    if _name(node) in {"taskList", "decisionList"}:
        return _indent(_block(node, depth + 1), "  ")
    is_done = _attribute(node, "state") in {"DONE", "DECIDED"}
    return _point("[x] " if is_done else "[ ] ", node, depth)


def _point(mark: str, node: Node, depth: int) -> str:
    """Render a list item; nested lists follow their line without a gap."""
    within = _blocks(node, depth + 1) if depth < MAX_DEPTH else "[…]"
    lines = [line for line in within.split("\n") if line.strip()]
    return mark + _indent("\n".join(lines), " " * len(mark)).lstrip()


def _indent(text: str, margin: str) -> str:
    return "\n".join(f"{margin}{line}" if line else line for line in text.split("\n"))


def _table(node: Node, depth: int) -> str:
    return "\n".join(_row(row, depth + 1) for row in _children(node))


def _row(node: Node, depth: int) -> str:
    cells = (" ".join(_blocks(cell, depth + 1).split()) if depth < MAX_DEPTH else "[…]" for cell in _children(node))
    return f"| {' | '.join(cells)} |"


def _titled(node: Node, depth: int) -> str:
    title = _attribute(node, "title")
    return "\n".join(part for part in (title, _blocks(node, depth)) if part)


def _card(node: Node) -> str:
    return _attribute(node, "url") or "[link]"


def _cards(node: Node, _depth: int) -> str:
    return _card(node)


def _each(node: Node, depth: int) -> str:
    return " ".join(_inline(child, depth + 1) for child in _children(node))


_INLINE: Final[Mapping[str, Callable[[Node], str]]] = {
    "text": _text,
    "hardBreak": lambda _node: "\n",
    "mention": _mention,
    "emoji": lambda node: _attribute(node, "text", "shortName"),
    "date": _date,
    "status": lambda node: f"[{_attribute(node, 'text') or 'status'}]",
    "inlineCard": _card,
    "media": _media,
    "mediaInline": _media,
    "placeholder": lambda _node: "",
    "inlineExtension": lambda node: _attribute(node, "text") or f"[{_attribute(node, 'extensionKey') or 'extension'}]",
}
_BLOCKS: Final[Mapping[str, Callable[[Node, int], str]]] = {
    "doc": _blocks,
    "paragraph": _paragraph,
    "heading": _paragraph,
    "caption": _paragraph,
    "codeBlock": _code,
    "blockquote": _quote,
    "bulletList": _bullets,
    "orderedList": _numbers,
    "taskList": _tasks,
    "decisionList": _tasks,
    "panel": _blocks,
    "expand": _titled,
    "nestedExpand": _titled,
    "table": _table,
    "mediaSingle": _each,
    "mediaGroup": _each,
    "blockCard": _cards,
    "embedCard": _cards,
    "rule": lambda _node, _depth: "---",
    "layoutSection": _blocks,
    "layoutColumn": _blocks,
}
