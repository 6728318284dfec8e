-- The register: one SQLite file, written to be read. docs/data-dictionary.md explains every column.
--
-- Every value found in a document is a row with `document_id`, `part`, the page where it begins, the
-- `quote` (clean text), the `raw` text it came from, the `rule` that found it and its `confidence`; the
-- exact places are in `spans`, where `record` is the row's id. Ids are hashes of what identifies the row,
-- never counters, and unique over all tables. Dates are ISO text, as precise as the source.
-- What one document states is written when it is loaded. What several documents say together (cases,
-- parties, links, `same_as`, everything with case_basis 'inferred') is derived again after each ingest.

-- What the files are -------------------------------------------------------------------------------

create table documents (
    id text primary key,             -- SHA-256 of the bytes
    media_type text not null,
    kind text not null,
    title text,
    municipality_code text references municipalities (code),
    municipality text,
    committee_code text,             -- the prefix of its case numbers
    committee text,
    organ text,                      -- the body that met
    document_date text,              -- as printed for the document (Datum)
    meeting_date text,
    case_number text,                -- its own, as stated in it
    paragraph integer,
    case_id text references cases (id) on delete set null,
    case_basis text check (case_basis in ('stated', 'inferred')),
    pages integer not null,          -- how many the file has, read or not
    status text not null check (status in ('ok', 'partial', 'failed')),
    text_quality real,               -- 0-1: mean confidence over all its pages, an unread page counting 0
    rules_version text not null
);

create table document_files (
    path text primary key,
    document_id text not null references documents (id) on delete cascade,
    size integer not null,           -- bytes
    mtime integer not null           -- nanoseconds, as the file system has it
);

create table document_parts (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    kind text not null,
    page_from integer not null,
    page_to integer not null,        -- inclusive
    case_number text,
    case_id text references cases (id) on delete set null,
    title text,
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table pages (
    document_id text not null references documents (id) on delete cascade,
    page integer not null,           -- 1-based, physical
    origin text not null,            -- text layer, ocr, file
    reason text not null,            -- why it was read that way
    confidence real,
    width_pt real,
    height_pt real,
    rotation integer not null,
    raw_text text not null,          -- as read
    text text not null,              -- cleaned and repaired; every start and end counts in this
    damage text,                     -- what kind of damage repair found on the page; null: none
    primary key (document_id, page)
);

-- Every change between raw_text and text, cleaning (`running-head`, `line-end-hyphen`) and repair (`repair:…`).
-- The last ones can rest on another document (`repair:other-document`, `repair:register-name`): then the
-- evidence is the passage of that document's page; they go when that document goes.
create table repairs (
    document_id text not null references documents (id) on delete cascade,
    page integer not null,
    start integer not null,          -- offsets into raw_text
    "end" integer not null,
    original text not null,
    replacement text not null,
    rule text not null,
    confidence real not null,
    own_start integer,               -- where the replacement begins in the page's text without the edits that have evidence
    evidence_document text references documents (id) on delete set null,
    evidence_page integer,
    evidence_start integer,          -- half-open, code points of that page's text
    evidence_end integer
);

-- The evidence of a document's own fields (title, committee, document_date …); id = document_id:field.
create table document_evidence (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    field text not null,
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table spans (
    record text not null,            -- the id of the row whose evidence this is
    record_table text not null,
    document_id text not null references documents (id) on delete cascade,
    page integer not null,
    start integer not null,          -- half-open, code points of the page's text
    "end" integer not null,
    boxes text not null,             -- JSON: [[x0, top, x1, bottom], …] in points, origin top left
    primary key (record, page, start, "end")
) without rowid;

create table issues (
    id text primary key,
    document_id text references documents (id) on delete cascade,  -- null: no document could be made of the file
    file text,
    page integer,
    kind text not null,
    severity text not null check (severity in ('note', 'warning', 'error')),
    message text not null,
    found_by text not null check (found_by in ('reading', 'linking'))
);

-- Bodies and cases: what the documents say together --------------------------------------------------

create table municipalities (
    code text primary key,           -- SCB kommunkod
    name text not null
);

create table committees (
    municipality_code text not null references municipalities (code),
    code text not null,              -- the prefix of its case numbers
    name text not null,
    primary key (municipality_code, code)
);

create table cases (
    id text primary key,             -- municipality and number, 1280/HVO-2022-4246; 0000 where the municipality is unknown
    municipality_code text,
    case_number text not null,
    comparison_key text not null,    -- ignores case, separators and leading zeros: any spelling finds the case
    committee_code text,
    year integer,
    serial text,
    title text,
    is_iop integer not null default 0
);

create table case_documents (
    case_id text not null references cases (id) on delete cascade,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    relation text not null check (relation in ('own', 'inferred', 'referenced')),
    evidence text not null,
    confidence real not null,
    primary key (case_id, document_id, part, relation)
);

create table case_links (
    case_id text not null references cases (id) on delete cascade,
    other_case_id text not null references cases (id) on delete cascade,
    kind text not null,              -- refers_to
    evidence text not null,
    primary key (case_id, other_case_id, kind)
);

create table document_links (
    from_document text not null references documents (id) on delete cascade,
    to_document text not null references documents (id) on delete cascade,
    kind text not null,              -- basis, follows_up
    evidence text not null,
    confidence real not null,
    primary key (from_document, to_document, kind)
);

-- What stands in the documents -----------------------------------------------------------------------

create table meetings (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    organ text,
    date text,
    start text,                      -- HH:MM
    "end" text,
    place text,
    adjustment_date text,
    adjusters text not null,         -- JSON list of names
    covers text not null,            -- JSON list of the §§ of the protocol
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table attendance (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    name text not null,
    party text,
    role text,
    category text,                   -- the printed heading
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table officials (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    name text not null,
    title text,
    function text,
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table items (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    paragraph integer,
    case_number text,
    case_id text references cases (id) on delete set null,
    title text,
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table decisions (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    item_id text references items (id) on delete set null,
    case_number text,                -- as stated for it
    case_id text references cases (id) on delete set null,
    case_basis text check (case_basis in ('stated', 'inferred')),
    municipality_code text,
    committee_code text,
    organ text,
    decision_date text,              -- the meeting's; null for a proposal
    paragraph integer,
    clause integer not null,
    status text not null check (status in ('decided', 'proposed', 'recommended')),
    outcome text not null,
    actor text,                      -- the body that acts by the clause
    recommended_to text,
    text text not null,
    is_iop integer not null check (is_iop in (0, 1)),
    same_as text references decisions (id) on delete set null,  -- the first printing of the same decision
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table referenced_decisions (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    item_id text references items (id) on delete set null,
    case_id text references cases (id) on delete set null,  -- the case it is reported in
    case_basis text check (case_basis in ('stated', 'inferred')),
    body text,
    date text,
    paragraph integer,
    case_number text,                -- its own, as reported
    text text,
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table dissent (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    item_id text references items (id) on delete set null,
    paragraph integer,
    kind text not null,
    who text,
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table basis (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    item_id text references items (id) on delete set null,
    case_id text references cases (id) on delete set null,
    case_basis text check (case_basis in ('stated', 'inferred')),
    text text not null,
    kind text not null,
    committee text,
    date text,
    title text,
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table planning (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    item_id text references items (id) on delete set null,
    case_id text references cases (id) on delete set null,
    case_basis text check (case_basis in ('stated', 'inferred')),
    body text not null,
    date text,
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table persons (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    item_id text references items (id) on delete set null,
    name text not null,
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

-- Personal data: masked wherever the register is published.
create table contacts (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    item_id text references items (id) on delete set null,
    kind text not null,
    value text not null,             -- as written
    person text,
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table case_number_mentions (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    item_id text references items (id) on delete set null,
    value text not null,
    role text not null check (role in ('own', 'referenced')),
    prefix text,
    year integer,
    serial text,
    case_id text references cases (id) on delete set null,
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table dates (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    item_id text references items (id) on delete set null,
    value text not null,
    precision text not null,
    role text,
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table periods (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    item_id text references items (id) on delete set null,
    period_from text,
    period_to text,
    precision text not null,
    role text,
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table amounts (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    item_id text references items (id) on delete set null,
    case_id text references cases (id) on delete set null,
    case_basis text check (case_basis in ('stated', 'inferred')),
    sek numeric,                     -- exact; null: printed but unknown
    unit text not null,              -- as written
    per text,
    payer text,
    period_from text,
    period_to text,
    same_as text references amounts (id) on delete set null,  -- count only rows where this is null
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table amount_payees (
    amount_id text not null references amounts (id) on delete cascade,
    name text not null,
    party_id text references parties (id) on delete set null,
    primary key (amount_id, name)
);

create table parties (
    id text primary key,
    name text not null,              -- nominative, canonical
    kind text not null,
    org_number text
);

create table party_aliases (
    party_id text not null references parties (id) on delete cascade,
    alias text not null,
    primary key (party_id, alias)
);

create table party_mentions (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    item_id text references items (id) on delete set null,
    party_id text references parties (id) on delete set null,
    name text not null,              -- the canonical name that this document gives
    kind text not null,
    org_number text,
    aliases text not null,           -- JSON list of the spellings in this document
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table partnerships (
    id text primary key,
    document_id text not null references documents (id) on delete cascade,
    part integer not null,
    item_id text references items (id) on delete set null,
    name text not null,
    case_number text,
    case_id text references cases (id) on delete set null,
    case_basis text check (case_basis in ('stated', 'inferred')),
    committee text,
    target_group text,
    subject_area text,
    period_from text,
    period_to text,
    extension text,                  -- ISO 8601 duration
    amount_sek numeric,
    funding text,
    purposes text not null,          -- JSON list
    evaluation_status text,
    evaluation_year integer,
    evaluation_report_due text,
    evaluation_result text,
    evaluation_interim_date text,
    evaluation_interim_text text,
    status text,                     -- as of the document
    same_as text references partnerships (id) on delete set null,  -- the fullest account of the same one
    page integer, quote text not null, raw text not null, rule text not null, confidence real not null
);

create table partnership_parties (
    partnership_id text not null references partnerships (id) on delete cascade,
    name text not null,
    party_id text references parties (id) on delete set null,
    primary key (partnership_id, name)
);

-- One row for each `iop ingest`: the only table that knows the clock.
create table runs (
    id text primary key,
    started_at text not null,
    finished_at text,
    rules_version text not null,
    added integer not null default 0,
    unchanged integer not null default 0,
    partial integer not null default 0,
    failed integer not null default 0,
    seconds real
);

-- Finding ----------------------------------------------------------------------------------------------

create index documents_case on documents (case_id);
create index document_files_document on document_files (document_id);
create index document_parts_document on document_parts (document_id);
create index repairs_page on repairs (document_id, page);
create index repairs_evidence on repairs (evidence_document) where evidence_document is not null;
create index repairs_helped on repairs (document_id) where evidence_page is not null;
create index document_evidence_document on document_evidence (document_id);
create index spans_document on spans (document_id, page, record_table);
create index issues_document on issues (document_id);
create index cases_key on cases (comparison_key);
create index case_documents_document on case_documents (document_id);
create index case_links_other on case_links (other_case_id);
create index document_links_to on document_links (to_document);
create index meetings_document on meetings (document_id);
create index attendance_document on attendance (document_id);
create index officials_document on officials (document_id);
create index items_document on items (document_id);
create index items_case on items (case_id);
create index decisions_document on decisions (document_id);
create index decisions_case on decisions (case_id);
create index decisions_same_as on decisions (same_as);
create index referenced_decisions_document on referenced_decisions (document_id);
create index referenced_decisions_case on referenced_decisions (case_id);
create index dissent_document on dissent (document_id);
create index basis_document on basis (document_id);
create index basis_case on basis (case_id);
create index planning_document on planning (document_id);
create index planning_case on planning (case_id);
create index persons_document on persons (document_id);
create index contacts_document on contacts (document_id);
create index case_number_mentions_document on case_number_mentions (document_id);
create index case_number_mentions_case on case_number_mentions (case_id);
create index dates_document on dates (document_id);
create index periods_document on periods (document_id);
create index amounts_document on amounts (document_id);
create index amounts_case on amounts (case_id);
create index amounts_same_as on amounts (same_as);
create index amount_payees_party on amount_payees (party_id);
create index party_mentions_document on party_mentions (document_id);
create index party_mentions_party on party_mentions (party_id);
create index partnerships_document on partnerships (document_id);
create index partnerships_case on partnerships (case_id);
create index partnerships_same_as on partnerships (same_as);
create index partnership_parties_party on partnership_parties (party_id);

-- å, ä and ö are letters: no diacritic is removed.
create virtual table decisions_fts using fts5 (
    text, content = 'decisions', tokenize = "unicode61 remove_diacritics 0"
);
create trigger decisions_fts_insert after insert on decisions begin
    insert into decisions_fts (rowid, text) values (new.rowid, new.text);
end;
create trigger decisions_fts_delete after delete on decisions begin
    insert into decisions_fts (decisions_fts, rowid, text) values ('delete', old.rowid, old.text);
end;
create trigger decisions_fts_update after update of text on decisions begin
    insert into decisions_fts (decisions_fts, rowid, text) values ('delete', old.rowid, old.text);
    insert into decisions_fts (rowid, text) values (new.rowid, new.text);
end;

create virtual table pages_fts using fts5 (
    text, content = 'pages', tokenize = "unicode61 remove_diacritics 0"
);
create trigger pages_fts_insert after insert on pages begin
    insert into pages_fts (rowid, text) values (new.rowid, new.text);
end;
create trigger pages_fts_delete after delete on pages begin
    insert into pages_fts (pages_fts, rowid, text) values ('delete', old.rowid, old.text);
end;
create trigger pages_fts_update after update of text on pages begin
    insert into pages_fts (pages_fts, rowid, text) values ('delete', old.rowid, old.text);
    insert into pages_fts (rowid, text) values (new.rowid, new.text);
end;

-- Views --------------------------------------------------------------------------------------------------

-- What an auditor opens: one row a decision about IOP. `amount` and `parties` are those that the clause
-- itself names; where it names none, the sum of the partnership or those of its case (amount_basis and
-- parties_basis say which). A rate such as "4 kronor per invånare" is no amount.
create view iop_decisions as
with clause_amounts as (
    select clause.record as decision_id, group_concat(distinct a.sek) as sek
    from spans as clause
    join spans as place on place.document_id = clause.document_id and place.page = clause.page
        and place.record_table = 'amounts' and place.start >= clause.start and place."end" <= clause."end"
    join amounts as a on a.id = place.record
    where clause.record_table = 'decisions' and a.sek is not null and a.rule not like '%:rate'
    group by clause.record
),
partnership_amounts as (
    select case_id, group_concat(sek, '; ') as sek
    from (select distinct case_id, amount_sek as sek from partnerships
          where same_as is null and amount_sek is not null and case_id is not null order by case_id, amount_sek)
    group by case_id
),
case_amounts as (
    select case_id, group_concat(sek, '; ') as sek
    from (select case_id, sek from amounts
          where same_as is null and sek is not null and case_id is not null and rule not like '%:rate'
          order by case_id, sek, id)
    group by case_id
),
clause_parties as (
    select clause.record as decision_id, group_concat(distinct coalesce(p.name, m.name)) as names
    from spans as clause
    join spans as place on place.document_id = clause.document_id and place.page = clause.page
        and place.record_table = 'party_mentions'
        and place.start >= clause.start and place."end" <= clause."end"
    join party_mentions as m on m.id = place.record
    left join parties as p on p.id = m.party_id
    where clause.record_table = 'decisions' and m.kind in ('civil_society', 'company', 'other')
    group by clause.record
),
case_parties as (
    select case_id, group_concat(name, '; ') as names
    from (select distinct d.case_id, coalesce(p.name, m.name) as name
          from party_mentions as m
          join documents as d on d.id = m.document_id
          left join parties as p on p.id = m.party_id
          where d.case_id is not null and m.kind in ('civil_society', 'company', 'other')
          order by 1, 2)
    group by case_id
)
select
    decisions.id,
    decisions.case_id,
    cases.case_number,
    decisions.case_basis,
    coalesce(decisions.committee_code, documents.committee_code) as committee_code,
    coalesce(documents.committee, decisions.committee_code) as committee,
    decisions.organ,
    coalesce(decisions.decision_date, documents.document_date) as date,
    substr(coalesce(decisions.decision_date, documents.document_date), 1, 4) as year,
    decisions.paragraph,
    decisions.clause,
    decisions.status,
    decisions.outcome,
    decisions.recommended_to,
    decisions.text,
    coalesce(clause_amounts.sek, partnership_amounts.sek, case_amounts.sek) as amount,
    case when clause_amounts.sek is not null then 'clause'
         when partnership_amounts.sek is not null then 'partnership'
         when case_amounts.sek is not null then 'case' end as amount_basis,
    coalesce(clause_parties.names, case_parties.names) as parties,
    case when clause_parties.names is not null then 'clause'
         when case_parties.names is not null then 'case' end as parties_basis,
    decisions.document_id,
    documents.title as document,
    documents.kind,
    decisions.page,
    decisions.quote,
    decisions.confidence
from decisions
join documents on documents.id = decisions.document_id
left join cases on cases.id = decisions.case_id
left join clause_amounts on clause_amounts.decision_id = decisions.id
left join partnership_amounts on partnership_amounts.case_id = decisions.case_id
left join case_amounts on case_amounts.case_id = decisions.case_id
left join clause_parties on clause_parties.decision_id = decisions.id
left join case_parties on case_parties.case_id = decisions.case_id
where decisions.is_iop and decisions.same_as is null;

-- Everything dated in a case, oldest first: order by case_id, date, event, record.
create view case_timeline as
with own as (
    select distinct case_id, document_id, case relation when 'own' then 'stated' else 'inferred' end as case_basis
    from case_documents where relation in ('own', 'inferred')
)
select own.case_id, own.case_basis, documents.document_date as date, 'document' as event,
    documents.committee as body, documents.kind as status, documents.title as text,
    documents.id as document_id, evidence.page, evidence.quote, documents.id || ':document_date' as record
from own
join documents on documents.id = own.document_id
left join document_evidence as evidence on evidence.id = documents.id || ':document_date'
where documents.document_date is not null
union all
select own.case_id, own.case_basis, meetings.date,
    case documents.kind when 'kallelse' then 'planned meeting' else 'meeting' end, coalesce(meetings.organ, documents.organ),
    documents.kind, documents.title, meetings.document_id, meetings.page, meetings.quote, meetings.id
from own
join meetings on meetings.document_id = own.document_id
join documents on documents.id = own.document_id
where meetings.date is not null
union all
select decisions.case_id, decisions.case_basis, coalesce(decisions.decision_date, documents.document_date),
    case decisions.status when 'proposed' then 'proposal' when 'recommended' then 'recommendation'
        else 'decision' end,
    coalesce(decisions.organ, documents.committee), decisions.status, decisions.text, decisions.document_id,
    decisions.page, decisions.quote, decisions.id
from decisions
join documents on documents.id = decisions.document_id
where decisions.case_id is not null and decisions.same_as is null
union all
select case_id, case_basis, date, 'referenced decision', body, null, text, document_id, page, quote, id
from referenced_decisions
where case_id is not null
union all
select case_id, case_basis, date, 'planned meeting', body, null, null, document_id, page, quote, id
from planning
where case_id is not null
union all
select case_id, case_basis, period_from, 'partnership begins', committee, status, name, document_id, page, quote, id
from partnerships
where case_id is not null and same_as is null and period_from is not null
union all
select case_id, case_basis, period_to, 'partnership ends', committee, status, name, document_id, page, quote, id
from partnerships
where case_id is not null and same_as is null and period_to is not null
union all
select case_id, case_basis, evaluation_report_due, 'report due', committee, evaluation_status, name, document_id,
    page, quote, id
from partnerships
where case_id is not null and evaluation_report_due is not null;
