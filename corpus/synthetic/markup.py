"""The small markup of `sources/*.toml`: text in, blocks out.

`# `, `## `, `### ` headings; `§ ` an item's head; `- ` and `1. ` lists; `| a | b |` a table whose look
the line `{table:plain|grid|columns}` before it states, `//` a new line in a cell; `===` a new page;
`*italic*`, `**bold**`; `⏎` a forced line break; `~` a no-break space. Blank lines part paragraphs.
"""

import re
from dataclasses import dataclass, field

_NUMBERED = re.compile(r"^(\d{1,2})\. (.*)$")
_TABLE = re.compile(r"^\{table:(plain|grid|columns)\}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of a document. `kind`: h1 h2 h3 item p bullet number table page.

    `marker`: the number of a numbered line, the look of a table. `rows`: a table's cells.
    """

    kind: str
    text: str = ""
    marker: str = ""
    rows: tuple[tuple[str, ...], ...] = field(default=())


def parse_markup(text: str) -> tuple[Block, ...]:
    """Read the markup of one source into blocks, in printed order."""
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        blocks.extend(_chunk_to_blocks(chunk.strip().splitlines()))
    return tuple(blocks)


def _chunk_to_blocks(lines: list[str]) -> list[Block]:
    look = _TABLE.match(lines[0])
    if look:
        rows = tuple(tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines[1:])
        return [Block(kind="table", marker=look[1], rows=rows)]
    return [_line_to_block(line) for line in lines]


def _line_to_block(line: str) -> Block:
    if line == "===":
        return Block(kind="page")
    for prefix, kind in (("### ", "h3"), ("## ", "h2"), ("# ", "h1"), ("- ", "bullet")):
        if line.startswith(prefix):
            return Block(kind=kind, text=line.removeprefix(prefix))
    numbered = _NUMBERED.match(line)
    if numbered:
        return Block(kind="number", marker=numbered[1], text=numbered[2])
    return Block(kind="item" if line.startswith("§ ") else "p", text=line)


def plain(text: str, *, line_break: str = "\n") -> str:
    """The text of a block or cell without emphasis, with its breaks as `line_break`."""
    text = re.sub(r"\*\*(.+?)\*\*", r"\1", text)
    text = re.sub(r"\*(.+?)\*", r"\1", text)
    return text.replace("~", "\u00a0").replace("⏎", line_break).replace("//", line_break)


def tagged(text: str, *, bold: str = "b", italic: str = "i") -> str:
    """The text of a block or cell as inline HTML, which reportlab's paragraphs read too."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"\*\*(.+?)\*\*", rf"<{bold}>\1</{bold}>", text)
    text = re.sub(r"\*(.+?)\*", rf"<{italic}>\1</{italic}>", text)
    return text.replace("~", "\u00a0").replace("⏎", "<br/>").replace("//", "<br/>")
