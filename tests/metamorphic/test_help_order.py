"""Help from other documents depends on which documents there are, and on nothing that happened on the way."""

import random
from pathlib import Path

import pytest
from chain import dump, rows
from copies import ANOTHER, EXTRACT, MEMO, SHARED, damaged, lay
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.ingest import ingest
from pipeline.register.store import Register

# A damaged copy with a sentence of its own that only another damaged document shares: help must not pass on.
OWN = (
    "Båtsmannen Björn Sjöängen får därför hålla öppet även på söndagar när Tönne Gråhed är på plats i hamnen."
)
WORLD = {
    "memo": damaged(MEMO.replace(SHARED, SHARED + OWN + "\n")),
    "utdrag": EXTRACT,
    "kallelse": damaged(f"Kallelse\n2031-05-20\n\n{OWN}\n{OWN.replace('söndagar', 'lördagar')}\n"),
    "annat": ANOTHER,
    "kopia": EXTRACT.replace("Protokollsutdrag", "Protokoll").replace("385 000", "385 500"),
}
NAMES = sorted(WORLD)


def fill(folder: Path, order: list[str], *, at_once: bool = False, empty_inbox: bool = False) -> Path:
    inbox, register = folder / "inbox", folder / "register.db"
    if at_once:
        lay(inbox, **{name: WORLD[name] for name in order})
        ingest([inbox], register, jobs=1)
        return register
    for name in order:
        lay(inbox, **{name: WORLD[name]})
        ingest([inbox / f"{name}.txt"], register, jobs=1)
        if empty_inbox:
            (inbox / f"{name}.txt").unlink()
    return register


def content(register: Path) -> list[str]:
    """The dump without names and times of files."""
    return [line for line in dump(register) if not line.startswith("document_files ")]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    register = fill(tmp_path_factory.mktemp("plain"), NAMES, at_once=True)
    assert rows(register, "select count(*) from repairs where evidence_page is not null") > [(3,)]
    return content(register)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(NAMES), before=st.lists(st.sampled_from(NAMES), max_size=3), empty=st.booleans())
def test_any_order_and_repetition_gives_the_same_register(
    tmp_path_factory: pytest.TempPathFactory,
    plain: list[str],
    order: list[str],
    before: list[str],
    empty: bool,
) -> None:
    folder = tmp_path_factory.mktemp("order")
    assert content(fill(folder, [*before, *order], empty_inbox=empty)) == plain


def test_several_processes_give_the_same_register(tmp_path: Path, plain: list[str]) -> None:
    lay(tmp_path / "inbox", **WORLD)
    ingest([tmp_path / "inbox"], tmp_path / "register.db", jobs=2)
    assert content(tmp_path / "register.db") == plain


@pytest.mark.parametrize("gone", ["utdrag", "kopia", "memo", "kallelse"])
def test_what_a_document_gave_goes_with_it(tmp_path: Path, gone: str) -> None:
    (tmp_path / "all").mkdir()
    whole = fill(tmp_path / "all", NAMES, at_once=True)
    with Register(whole) as register:
        (identity,) = [
            row["document_id"]
            for row in register.query("select * from document_files")
            if Path(row["path"]).stem == gone
        ]
        with register.transaction() as connection:
            connection.execute("delete from documents where id = ?", (identity,))
            connection.execute("pragma user_version = 0")
    (tmp_path / "all" / "inbox" / f"{gone}.txt").unlink()
    ingest([tmp_path / "all" / "inbox"], whole, jobs=1)
    (tmp_path / "few").mkdir()
    few = fill(tmp_path / "few", [name for name in NAMES if name != gone], at_once=True)
    assert content(whole) == content(few)


def test_help_goes_even_where_nobody_told_the_register(tmp_path: Path) -> None:
    """A document deleted by hand: the next ingest sees that an edit rests on nothing."""
    register = fill(tmp_path, ["memo", "utdrag"])
    helped = "select count(*) from repairs where evidence_page is not null"
    assert rows(register, helped) > [(0,)]
    with Register(register) as opened, opened.transaction() as connection:
        connection.execute("delete from documents where kind = 'protokollsutdrag'")
    (tmp_path / "inbox" / "utdrag.txt").unlink()
    ingest([tmp_path / "inbox"], register, jobs=1)
    assert rows(register, helped) == [(0,)]


def test_damaged_documents_do_not_help_each_other(tmp_path: Path) -> None:
    register = fill(tmp_path, ["memo", "kallelse"])
    assert rows(register, "select count(*) from repairs where evidence_page is not null") == [(0,)]


def test_rewrapped_lines_give_the_same_help(tmp_path: Path) -> None:
    words = WORLD["memo"].split(" ")
    rng = random.Random(5)
    rewrapped = "".join(
        word + ("\n" if "\n" not in word and rng.random() < 0.1 and word.islower() else " ") for word in words
    )
    found = []
    for name, text in (("as", WORLD["memo"]), ("re", rewrapped)):
        (tmp_path / name).mkdir()
        lay(tmp_path / name / "inbox", memo=text, utdrag=EXTRACT)
        register = tmp_path / name / "register.db"
        ingest([tmp_path / name / "inbox"], register, jobs=1)
        ((text,),) = rows(register, "select text from pages where damage is not null")
        found.append(text.split())
    assert found[0] == found[1]
