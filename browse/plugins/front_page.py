"""What the front page shows besides its search box: how much there is, what is new, what is missing."""

from datasette import hookimpl

_COUNTS = """
select
    (select count(*) from documents) as documents,
    (select coalesce(sum(pages), 0) from documents) as pages,
    (select count(*) from cases) as cases,
    (select count(*) from iop_decisions) as iop_decisions,
    (select count(*) from iop_decisions where status = 'decided') as decided,
    (select count(*) from iop_decisions where status = 'proposed') as proposed,
    (select count(*) from iop_decisions where status = 'recommended') as recommended,
    (select count(distinct name || char(10) || coalesce(case_id, document_id))
        from partnerships) as partnerships,
    (select count(*) from issues where severity = 'error') as errors,
    (select count(*) from documents where status <> 'ok') as not_ok,
    (select count(*) from pages join issues on issues.document_id = pages.document_id
        and issues.page = pages.page and issues.kind = 'low_confidence'
        where pages.origin = 'ocr') as scan_again
"""

_NEWEST = """
select * from iop_decisions order by date is null, date desc, case_number, status, clause, id limit 8
"""

_COMMITTEES = """
select committee, count(*) as decisions from iop_decisions
where committee is not null group by committee order by decisions desc, committee limit 12
"""


@hookimpl
def extra_template_vars(datasette, view_name):
    """Variables of index.html; nothing on other pages."""
    if view_name != "index":
        return {}

    async def variables():
        register = datasette.get_database()
        return {
            "register_name": register.name,
            "counts": (await register.execute(_COUNTS)).first(),
            "newest": list(await register.execute(_NEWEST)),
            "committees": list(await register.execute(_COMMITTEES)),
        }

    return variables
