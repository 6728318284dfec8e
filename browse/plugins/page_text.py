"""/-/page/<document>/<page>: the text of one page with the passage of a fact marked.

`?record=` marks every span of one row of the register, `?start=&end=` any passage (code points, half-open).
"""

from datasette import Response, hookimpl

_PAGE = """
select pages.page, pages.origin, pages.reason, pages.confidence, pages.text, documents.id, documents.title,
    documents.kind, documents.pages as page_count, documents.case_id, cases.case_number as case_shown,
    (select path from document_files as f where f.document_id = documents.id order by path limit 1) as file,
    (select count(*) from repairs as r
        where r.document_id = pages.document_id and r.page = pages.page) as edits,
    (select max(page) from pages as p
        where p.document_id = pages.document_id and p.page < pages.page) as previous,
    (select min(page) from pages as p
        where p.document_id = pages.document_id and p.page > pages.page) as following
from pages join documents on documents.id = pages.document_id
left join cases on cases.id = documents.case_id
where pages.document_id = :document and pages.page = :page
"""

_SPANS = """
select start, "end" from spans
where document_id = :document and page = :page and record = :record order by start
"""

_ELSEWHERE = """
select page from spans where document_id = :document and record = :record order by page limit 1
"""

_SCAN_AGAIN = """
select message from issues where document_id = :document and page = :page
    and kind in ('low_confidence', 'nothing_read') limit 1
"""

# Words settled by another document; on pages with contact details the copy withholds them.
_SUPPORTED = """
select r.original, r.replacement, r.evidence_document, r.evidence_page, r.evidence_start, r.evidence_end,
    r.confidence, coalesce(d.title, d.kind) as title
from repairs as r join documents as d on d.id = r.evidence_document
where r.document_id = :document and r.page = :page and r.evidence_page is not null
order by r.own_start
"""

# The tables whose rows are facts worth a list beside the text, in the order of the list.
# A value that stands several times on the page is listed once, as the marked mention where it is marked.
_FACTS = """
select place, kind, coalesce(max(case when id = :record then id end), min(id)) as id, value, status from (
    select 1 as place, 'decisions' as kind, id, text as value, status from decisions
        where document_id = :document and page = :page
    union all select 2, 'case_number_mentions', id, value, role from case_number_mentions
        where document_id = :document and page = :page
    union all select 3, 'amounts', id, cast(sek as text), per from amounts
        where document_id = :document and page = :page
    union all select 4, 'party_mentions', id, name, kind from party_mentions
        where document_id = :document and page = :page
    union all select 5, 'partnerships', id, name, status from partnerships
        where document_id = :document and page = :page
    union all select 6, 'dates', id, value, role from dates where document_id = :document and page = :page
    union all select 7, 'referenced_decisions', id, coalesce(body || ' ', '') || coalesce(date, ''), null
        from referenced_decisions where document_id = :document and page = :page
) group by place, kind, value, status order by place, value
"""


def passages(text, places):
    """Cut a text into (passage, whether marked), in order; overlapping places are joined.

    >>> passages("abcdef", [(1, 3), (2, 4)])
    [('a', False), ('bcd', True), ('ef', False)]
    """
    joined = []
    for start, end in sorted((max(0, start), min(len(text), end)) for start, end in places):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(end, joined[-1][1])
        else:
            joined.append([start, end])
    cut, last = [], 0
    for start, end in joined:
        cut += [(text[last:start], False), (text[start:end], True)]
        last = end
    cut.append((text[last:], False))
    return [(passage, is_marked) for passage, is_marked in cut if passage]


def _number(text):
    return int(text) if text and text.isdecimal() else None


async def page_text(datasette, request):
    """Render one page."""
    register = datasette.get_database()
    parameters = {"document": request.url_vars["document"], "page": int(request.url_vars["page"])}
    page = (await register.execute(_PAGE, parameters)).first()
    if page is None:
        context = {"title": "Sidan finns inte i registret", "error": "", "status": 404}
        html = await datasette.render_template(["404.html", "error.html"], context, request=request)
        return Response.html(html, status=404)
    record = request.args.get("record")
    places, elsewhere = [], None
    if record:
        arguments = parameters | {"record": record}
        places = [(row["start"], row["end"]) for row in await register.execute(_SPANS, arguments)]
        if not places:
            elsewhere = (await register.execute(_ELSEWHERE, arguments)).first()
    start, end = _number(request.args.get("start")), _number(request.args.get("end"))
    if start is not None and end is not None:
        places.append((start, end))
    context = {
        "page": page,
        "passages": passages(page["text"], places),
        "marked": bool(places),
        "elsewhere": elsewhere["page"] if elsewhere else None,
        "record": record,
        "supported": list(await register.execute(_SUPPORTED, parameters)),
        "facts": list(await register.execute(_FACTS, parameters | {"record": record})),
        "pictures": (datasette.plugin_config("page_text") or {}).get("pictures", False),
        "scan_again": (await register.execute(_SCAN_AGAIN, parameters)).first(),
    }
    return Response.html(await datasette.render_template("page.html", context, request=request))


@hookimpl
def register_routes():
    """The page's address."""
    return [(r"^/-/page/(?P<document>[0-9a-f]+)/(?P<page>\d{1,6})$", page_text)]
