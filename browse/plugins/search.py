"""/-/search?q=: a case number in any spelling opens its case; other words search decisions and pages."""

import re
from urllib.parse import quote

from datasette import Response, hookimpl
from datasette.app import Markup, escape

_LIMIT = 50
# Marks that cannot occur in a document's text stand around a hit until it has been escaped.
_OPEN, _CLOSE = "\x02", "\x03"

_CASES_BY_NUMBER = """
select cases.*, municipalities.name as municipality,
    (select count(*) from case_documents as c where c.case_id = cases.id) as documents
from cases left join municipalities on municipalities.code = cases.municipality_code
where comparison_key in (case_key(:q), bare_case_key(:q)) order by cases.id
"""

_CASES_LIKE = """
select cases.*, municipalities.name as municipality,
    (select count(*) from case_documents as c where c.case_id = cases.id) as documents
from cases left join municipalities on municipalities.code = cases.municipality_code
where length(case_key(:q)) > 2
    and '-' || comparison_key || '-' like '%-' || case_key(:q) || '-%' and comparison_key <> case_key(:q)
order by cases.year desc, cases.id limit 20
"""

_DECISIONS = """
select decisions.*, cases.case_number as case_shown,
    coalesce(decisions.decision_date, documents.document_date, documents.meeting_date) as date,
    coalesce(decisions.organ, documents.committee) as body,
    snippet(decisions_fts, 0, :open, :close, '…', 40) as hit
from decisions_fts
join decisions on decisions.rowid = decisions_fts.rowid
join documents on documents.id = decisions.document_id
left join cases on cases.id = decisions.case_id
where decisions_fts match :words and decisions.same_as is null
order by decisions.is_iop desc, rank limit :limit
"""

_PAGES = """
select pages.document_id, pages.page, documents.title, documents.kind,
    coalesce(documents.meeting_date, documents.document_date) as date,
    (select path from document_files as f where f.document_id = documents.id order by path limit 1) as file,
    snippet(pages_fts, 0, :open, :close, '…', 32) as hit
from pages_fts
join pages on pages.rowid = pages_fts.rowid
join documents on documents.id = pages.document_id
where pages_fts match :words
order by rank limit :limit
"""

_UNREAD = """
select coalesce(sum(pages), 0) - (select count(*) from pages) as unread from documents
"""


def match_expression(question):
    """An FTS5 expression from what somebody typed: every word, from its beginning; "…" is a phrase.

    >>> match_expression('överenskommelse "ideell förening"')
    '"överenskommelse" * "ideell förening"'
    """
    parts = []
    for phrase, word in re.findall(r'"([^"]+)"|([^\s"]+)', question):
        words = re.findall(r"\w+", phrase or word)
        if words:
            parts.append(f'"{" ".join(words)}"' + ("" if phrase else " *"))
    return " ".join(parts)


def marked(snippet):
    """A snippet as safe HTML, its hits marked."""
    text = str(escape(snippet)).replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>")
    return Markup(text)


async def search(datasette, request):
    """Answer the one search box."""
    question = (request.args.get("q") or "").strip()[:200]
    register = datasette.get_database()
    found = {"cases": [], "alike": [], "decisions": [], "pages": []}
    if question:
        found["cases"] = list(await register.execute(_CASES_BY_NUMBER, {"q": question}))
        if len(found["cases"]) == 1:
            return Response.redirect(f"/-/case/{quote(found['cases'][0]['id'])}")
        if re.search(r"\d", question):
            found["alike"] = list(await register.execute(_CASES_LIKE, {"q": question}))
        words = match_expression(question)
        if words:
            arguments = {"words": words, "open": _OPEN, "close": _CLOSE, "limit": _LIMIT}
            found["decisions"] = list(await register.execute(_DECISIONS, arguments))
            found["pages"] = list(await register.execute(_PAGES, arguments))
    unread = (await register.execute(_UNREAD)).first()["unread"]
    context = {"question": question, "limit": _LIMIT, "unread": unread, "marked": marked} | found
    return Response.html(await datasette.render_template("search.html", context, request=request))


@hookimpl
def register_routes():
    """The page's address."""
    return [(r"^/-/search$", search)]
