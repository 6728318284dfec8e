"""/-/case/<municipality>/<number>: everything about one case in time order, each fact with its page."""

from urllib.parse import unquote

from datasette import Response, hookimpl

_CASE = """
select cases.*, municipalities.name as municipality, committees.name as committee
from cases
left join municipalities on municipalities.code = cases.municipality_code
left join committees on committees.municipality_code = cases.municipality_code
    and committees.code = cases.committee_code
where cases.id = :case
"""

_TIMELINE = """
select timeline.*, decisions.outcome, decisions.paragraph, decisions.recommended_to, decisions.confidence
from case_timeline as timeline
left join decisions on decisions.id = timeline.record
where timeline.case_id = :case
    and not (timeline.event = 'planned meeting' and exists (
        select 1 from case_timeline as held where held.case_id = timeline.case_id
        and held.event = 'meeting' and held.date = timeline.date))
order by timeline.date is null, timeline.date, case timeline.event
    when 'document' then 1 when 'meeting' then 2 when 'proposal' then 3 when 'recommendation' then 4
    when 'decision' then 5 else 6 end, timeline.event, decisions.paragraph, decisions.clause, timeline.record
"""

_AMOUNTS = """
select amounts.*, (select group_concat(name, ', ') from (select name from amount_payees
    where amount_id = amounts.id order by name)) as payees
from amounts where case_id = :case and same_as is null order by sek desc, id
"""

_PARTNERSHIPS = """
select partnerships.*, (select group_concat(name, ', ') from (select name from partnership_parties
    where partnership_id = partnerships.id order by name)) as partners
from partnerships where case_id = :case order by name, id
"""

_PARTIES = """
select coalesce(parties.name, mentions.name) as name, mentions.kind, min(mentions.id) as record,
    mentions.document_id, mentions.page
from party_mentions as mentions
join documents on documents.id = mentions.document_id
left join parties on parties.id = mentions.party_id
where documents.case_id = :case and mentions.kind in ('civil_society', 'company', 'other')
group by 1 order by 1
"""

_DOCUMENTS = """
select documents.*, links.relation, links.evidence, links.confidence,
    (select path from document_files as f where f.document_id = documents.id order by path limit 1) as file
from case_documents as links join documents on documents.id = links.document_id
where links.case_id = :case
order by case links.relation when 'own' then 1 when 'inferred' then 2 else 3 end,
    coalesce(documents.document_date, documents.meeting_date), documents.id
"""

_LINKS = """
select other_case_id as id, kind, evidence from case_links where case_id = :case
union select case_id, kind, evidence from case_links where other_case_id = :case order by 1
"""

_MISSING_MEETINGS = """
select planning.*, planning.id as record from planning
join documents on documents.id = planning.document_id
where documents.case_id = :case and planning.date is not null and not exists (
    select 1 from meetings join documents as other on other.id = meetings.document_id
    where other.case_id = :case and meetings.date = planning.date)
group by planning.date, planning.body order by planning.date
"""

_REPORTS_DUE = """
select * from partnerships where case_id = :case and evaluation_report_due is not null
group by name, evaluation_report_due order by evaluation_report_due
"""

_ISSUES = """
select issues.* from issues join documents on documents.id = issues.document_id
where documents.case_id = :case and issues.severity <> 'note'
order by case issues.severity when 'error' then 1 else 2 end, issues.document_id, issues.page
"""

_STANDING = {"decision": "decided", "recommendation": "recommended", "proposal": "proposed"}

# What is said of a partnership, in the order shown.
_PARTNERSHIP_FACTS = (
    "partners",
    "target_group",
    "period",
    "amount_sek",
    "funding",
    "status",
    "evaluation_status",
    "evaluation_report_due",
)


def gather(timeline):
    """Join what belongs together: the clauses of one matter, the papers of one meeting, one fact said twice.

    Each entry has the fields of its first row and `lines`, the rows in it; equal lines of several documents
    become one line with several `places`.
    """
    entries = {}
    for row in timeline:
        key = [row["event"], row["date"], row["body"]]
        if row["event"] in _STANDING:
            key += [row["document_id"], row["paragraph"], row["recommended_to"]]
        elif row["event"] == "document":
            key.append(row["document_id"])
        entry = entries.setdefault(tuple(key), dict(row) | {"lines": {}})
        place = {name: row[name] for name in ("document_id", "page", "record", "case_basis")}
        shown = (row["status"], row["text"]) if row["event"] in ("document", "meeting") else row["text"]
        line = entry["lines"].setdefault(shown, dict(row) | {"places": []})
        line["places"].append(place)
    return [entry | {"lines": list(entry["lines"].values())} for entry in entries.values()]


def standing(entries):
    """How far the case has come: status, latest entry, its outcomes; (None, None, []) without any clause."""
    for event, status in _STANDING.items():
        matching = [entry for entry in entries if entry["event"] == event]
        if matching:
            outcomes = list(dict.fromkeys(line["outcome"] for line in matching[-1]["lines"]))
            return status, matching[-1], outcomes
    return None, None, []


def merge_partnerships(rows):
    """One entry for each partnership, with every value that some document gives and where it is described."""
    merged = {}
    for row in rows:
        period = (row["period_from"], row["period_to"])
        values = dict(row) | {"period": period if any(period) else None}
        entry = merged.setdefault(row["name"], {"name": row["name"], "facts": {}, "places": []})
        entry["places"].append(values)
        for name in _PARTNERSHIP_FACTS:
            known = entry["facts"].setdefault(name, [])
            if values[name] is not None and values[name] not in known:
                known.append(values[name])
    return list(merged.values())


async def case_page(datasette, request):
    """Render one case."""
    register = datasette.get_database()
    parameters = {"case": unquote(request.url_vars["case"])}
    case = (await register.execute(_CASE, parameters)).first()
    if case is None:
        context = {"title": "Ärendet finns inte i registret", "error": "", "status": 404}
        page = await datasette.render_template(["404.html", "error.html"], context, request=request)
        return Response.html(page, status=404)
    questions = {
        "timeline": _TIMELINE,
        "amounts": _AMOUNTS,
        "partnerships": _PARTNERSHIPS,
        "parties": _PARTIES,
        "documents": _DOCUMENTS,
        "links": _LINKS,
        "missing_meetings": _MISSING_MEETINGS,
        "reports_due": _REPORTS_DUE,
        "issues": _ISSUES,
    }
    found = {name: list(await register.execute(sql, parameters)) for name, sql in questions.items()}
    found["timeline"] = gather(found["timeline"])
    found["partnerships"] = merge_partnerships(found["partnerships"])
    status, latest, outcomes = standing(found["timeline"])
    context = found | {"case": case, "standing": status, "latest": latest, "outcomes": outcomes}
    return Response.html(await datasette.render_template("case.html", context, request=request))


@hookimpl
def register_routes():
    """The page's address."""
    return [(r"^/-/case/(?P<case>.+)$", case_page)]
