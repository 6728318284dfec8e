"""/-/document/<id>: one document: what it is, what was found in it, how each page was read."""

from datasette import Response, hookimpl

_DOCUMENT = """
select documents.*, cases.case_number as case_shown, municipalities.name as municipality
from documents left join cases on cases.id = documents.case_id
left join municipalities on municipalities.code = documents.municipality_code
where documents.id = :document
"""

_FILES = "select path, size from document_files where document_id = :document order by path"

_DECISIONS = """
select * from decisions where document_id = :document order by part, paragraph, clause, id
"""

_PAGES = """
select pages.page, pages.origin, pages.reason, pages.confidence,
    (select count(*) from repairs as r
        where r.document_id = pages.document_id and r.page = pages.page) as edits
from pages where document_id = :document order by page
"""

_PARTS = "select * from document_parts where document_id = :document order by part"

_ISSUES = """
select * from issues where document_id = :document
order by case severity when 'error' then 1 when 'warning' then 2 else 3 end, page, kind
"""

_LINKS = """
select links.kind, links.evidence, other.id, other.title, other.kind as other_kind, 'to' as direction
from document_links as links join documents as other on other.id = links.to_document
where links.from_document = :document
union all
select links.kind, links.evidence, other.id, other.title, other.kind, 'from'
from document_links as links join documents as other on other.id = links.from_document
where links.to_document = :document
"""


async def document_page(datasette, request):
    """Render one document."""
    register = datasette.get_database()
    parameters = {"document": request.url_vars["document"]}
    document = (await register.execute(_DOCUMENT, parameters)).first()
    if document is None:
        context = {"title": "Dokumentet finns inte i registret", "error": "", "status": 404}
        page = await datasette.render_template(["404.html", "error.html"], context, request=request)
        return Response.html(page, status=404)
    questions = {
        "files": _FILES,
        "decisions": _DECISIONS,
        "pages": _PAGES,
        "parts": _PARTS,
        "issues": _ISSUES,
        "links": _LINKS,
    }
    found = {name: list(await register.execute(sql, parameters)) for name, sql in questions.items()}
    read = {page["page"] for page in found["pages"]}
    missing = [number for number in range(1, document["pages"] + 1) if number not in read]
    context = found | {"document": document, "missing": missing}
    return Response.html(await datasette.render_template("document.html", context, request=request))


@hookimpl
def register_routes():
    """The page's address."""
    return [(r"^/-/document/(?P<document>[0-9a-f]+)$", document_page)]
