"""Swedish words for what the register stores in short codes, and how table cells show them."""

import json
import re
from decimal import Decimal, InvalidOperation
from urllib.parse import quote

from datasette import hookimpl
from datasette.app import Markup, escape

CONFIG = "iop-labels"

# Columns whose values are codes, and the list of words each uses.
_VOCABULARIES = {
    "status": "status",
    "evaluation_status": "status",
    "outcome": "outcome",
    "kind": "kind",
    "event": "event",
    "severity": "severity",
    "relation": "relation",
    "case_basis": "basis",
    "amount_basis": "basis",
    "parties_basis": "basis",
    "origin": "origin",
    "is_iop": "yes_no",
    "precision": "precision",
}
_BADGES = {"decided", "proposed", "recommended"}
_MONEY = {"sek", "amount_sek"}


def config(datasette):
    """The words of metadata.yaml."""
    return datasette.plugin_config(CONFIG) or {}


def label_value(datasette, column, value):
    """The Swedish word for a code; the value itself where there is none."""
    words = config(datasette).get("values", {}).get(_VOCABULARIES.get(column, column), {})
    return words.get(str(value), value)


def label_column(datasette, column):
    """The Swedish heading of a column."""
    return config(datasette).get("columns", {}).get(column, column)


def money(value):
    r"""A sum in kronor with no-break spaces between the thousands.

    >>> money(385000)
    '385\xa0000\xa0kr'
    """
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return "okänt belopp" if value is None else str(value)
    whole = f"{abs(number):,.2f}".replace(",", "\xa0").replace(".", ",").removesuffix(",00")
    return f"{'−' if number < 0 else ''}{whole}\xa0kr"


def period(start, end):
    """A period in words; an open end is said.

    >>> period("2022", None)
    'från och med 2022'
    >>> period("2024", "2024")
    '2024'
    """
    if start and start == end:
        return str(start)
    if start and end:
        return f"{start} till {end}"
    if start:
        return f"från och med {start}"
    return f"till och med {end}" if end else "okänd period"


def unbroken(text):
    r"""Text whose numbers stay on one line: 385 000 kronor, § 44.

    >>> unbroken("beviljar 385 000 kronor")
    'beviljar 385\xa0000\xa0kronor'
    """
    return _IN_NUMBER.sub("\xa0", str(text))


# Between groups of three figures, before what is counted, behind the sign of a paragraph.
_IN_NUMBER = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|kr\b|kronor\b|tkr\b|mnkr\b|%)|(?<=§) (?=\d)")


def badge(datasette, status):
    """A status as a badge: sign, word and colour, so that none of them carries it alone."""
    word = label_value(datasette, "status", status)
    if status not in _BADGES:
        return Markup("{}").format(word)
    return Markup('<span class="badge badge-{}">{}</span>').format(status, word)


def page_url(document, page, record=None):
    """Where a fact stands: its page, with its passage marked."""
    url = f"/-/page/{document}/{page}"
    return f"{url}?record={record}#traff" if record else url


@hookimpl
def prepare_jinja2_environment(env, datasette):
    """Filters for the templates."""
    env.filters["label"] = lambda value, column: label_value(datasette, column, value)
    env.filters["column_label"] = lambda column: label_column(datasette, column)
    env.filters["money"] = money
    env.filters["period"] = period
    env.filters["unbroken"] = unbroken
    env.filters["badge"] = lambda status: badge(datasette, status)
    env.filters["thousands"] = lambda number: f"{number:,}".replace(",", "\xa0")
    env.globals["page_url"] = page_url


@hookimpl
def extra_template_vars(datasette):
    """Words that several templates need."""
    words = config(datasette)
    databases = datasette.metadata("databases") or {}
    tables = [item for database in databases.values() for item in database.get("tables", {}).items()]
    return {
        "table_titles": {name: about["title"] for name, about in tables if "title" in about},
        "filter_words": words.get("filters", {}),
        "shown_columns": words.get("shown", {}),
    }


@hookimpl
def render_cell(row, value, column, table, datasette):
    """Codes as words, sums as sums, keys as links to the site's own pages."""
    if isinstance(value, dict):  # a foreign key that Datasette has looked up
        value = value["value"]
    if value is None:
        return Markup('<span class="unknown">–</span>')
    if column == "status" and value in _BADGES:
        return badge(datasette, value)
    if column in _VOCABULARIES:
        return escape(str(label_value(datasette, column, value)))
    if column in _MONEY:
        return money(value)
    if column == "amount":
        return " och ".join(money(sum_) for sum_ in str(value).split(";"))
    if column in ("case_id", "other_case_id"):
        return Markup('<a href="/-/case/{}">{}</a>').format(quote(str(value)), str(value).partition("/")[2])
    if column in ("document_id", "from_document", "to_document") or (table == "documents" and column == "id"):
        return Markup('<a href="/-/document/{}">visa dokumentet</a>').format(value)
    if column == "page":
        return _page_cell(row, value, table)
    if column in ("aliases", "adjusters", "covers", "purposes"):
        return _list_cell(value)
    return None


def _page_cell(row, page, table):
    keys = row.keys()
    if "document_id" not in keys:
        return None
    record = row["id"] if "id" in keys and table not in ("issues", "pages") else None
    return Markup('<a href="{}">sidan {}</a>').format(page_url(row["document_id"], page, record), page)


def _list_cell(value):
    try:
        entries = json.loads(value)
    except (TypeError, ValueError):
        return None
    return ", ".join(str(entry) for entry in entries) if isinstance(entries, list) else None
