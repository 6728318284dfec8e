"""The register depends on the documents alone: not on their order, their repetition or interruptions."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_cases import SUMMARY, earlier_memo, everything, extract, memo_without_number, minutes

from pipeline.decisions_to_register import load_document
from pipeline.register.dump import dump_register
from pipeline.register.linking import link_register
from pipeline.register.store import Register
from schemas.items import DocumentKind

WORLD = [
    *everything(),
    minutes("kopia.txt", kind=DocumentKind.PROTOKOLLSUTDRAG),
    memo_without_number("annan.txt", summary=SUMMARY.replace("sexhundra", "sjuhundra")),
    memo_without_number(
        "lös.txt",
        summary="Kort.",
        clause="Nämnden godkänner rapporten.",
        line="Tjänsteskrivelse KFN 2031-01-01 Annat",
    ),
]
STEPS = st.lists(st.sampled_from([*range(len(WORLD)), "link"]), max_size=8)


def dump(path: Path, order: list[int], *, link_each: bool = False) -> list[str]:
    with Register(path) as register:
        for index in order:
            load_document(register, WORLD[index], rules_version="1")
            if link_each:
                link_register(register)
        link_register(register)
        return list(dump_register(register))


def test_the_dump_shows_a_difference(tmp_path: Path) -> None:
    everyone = list(range(len(WORLD)))
    assert dump(tmp_path / "a.db", everyone) != dump(tmp_path / "b.db", everyone[:-1])


def test_linking_after_each_document_gives_the_same_register(tmp_path: Path) -> None:
    everyone = list(range(len(WORLD)))
    assert dump(tmp_path / "a.db", everyone) == dump(tmp_path / "b.db", everyone, link_each=True)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(WORLD))), before=STEPS)
def test_any_order_with_any_repetition_gives_the_same_register(
    tmp_path_factory: object, order: list[int], before: list[int | str]
) -> None:
    folder = tmp_path_factory.mktemp("order")  # type: ignore[attr-defined]
    with Register(folder / "register.db") as register:
        for step in [*before, *order]:
            if isinstance(step, str):
                link_register(register)
            else:
                load_document(register, WORLD[step], rules_version="1")
        link_register(register)
        found = list(dump_register(register))
    assert found == dump(folder / "plain.db", list(range(len(WORLD))))


def test_a_document_that_older_rules_read_otherwise_leaves_no_trace(tmp_path: Path) -> None:
    documents = [extract(), earlier_memo(), minutes()]
    with Register(tmp_path / "a.db") as register:
        load_document(register, memo_without_number(), rules_version="0")
        older = minutes("utdrag.txt")
        load_document(register, older, rules_version="0")
        link_register(register)
        with register.transaction() as connection:
            connection.execute("delete from documents where id = ?", (memo_without_number().source.sha256,))
            connection.execute("delete from document_files where path = 'inbox/utdrag.txt'")
            connection.execute("pragma user_version = 0")
        for document in documents:
            load_document(register, document, rules_version="1")
        link_register(register)
        found = list(dump_register(register))
    with Register(tmp_path / "b.db") as register:
        for document in reversed(documents):
            load_document(register, document, rules_version="1")
        link_register(register)
        assert list(dump_register(register)) == found
