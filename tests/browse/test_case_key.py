"""The site's SQL function folds case numbers exactly as the rules do."""

import ast
import doctest
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.case_numbers import comparison_key
from pipeline.register.queries import typed_keys

PLUGINS = Path(__file__).parents[2] / "browse" / "plugins"


def load_plugin(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"browse_{name}", PLUGINS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


case_key = load_plugin("case_key").case_key
bare_case_key = load_plugin("case_key").bare_case_key

SPELLINGS = [
    "HVO-2022-4246",
    "hvo 2022/4246",
    "Hvo2022-04246",
    "HVO\u20112022\u20114246",
    "KS/2012:628-805",
    "2023/KFN 0081",
    "IF IF-2024-00352",
    "SÄN 2008/43",
    "SA\u0308N 2008/43",
    "Dnr 31/16",
    "147-2009-099",
    "1.2.3-214-2010",
    "(Dnr 002 – 443 / 05)",
    "VON/2022:00276",
    "S2025/02164",
    "½ ² ٣ ๕ Ⅳ É é ü à á è",
    "0",
    "000",
    "",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_it_folds_as_the_rules_do(spelling: str) -> None:
    assert case_key(spelling) == comparison_key(spelling)


@pytest.mark.parametrize(
    "label", ["", "Dnr ", " dnr. ", "DNR: ", "Diarienummer ", "diarienr ", "Ärende ", "ärendenr. ", "dnrx "]
)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_it_folds_what_is_typed_as_the_commands_do(label: str, spelling: str) -> None:
    typed = label + spelling
    assert (case_key(typed), bare_case_key(typed)) == typed_keys(typed)


@given(st.text())
def test_it_folds_any_text_as_the_rules_do(text: str) -> None:
    assert case_key(text) == comparison_key(text)


def test_three_spellings_share_a_key_and_letters_are_letters() -> None:
    assert case_key("hvo 2022/4246") == case_key("HVO-2022-4246") == case_key("HVO 2022-4246")
    assert case_key("SÄN 2008/43") != case_key("SAN 2008/43")
    assert case_key(None) is None
    assert bare_case_key(None) is None


@pytest.mark.parametrize("path", sorted(PLUGINS.glob("*.py")), ids=lambda path: path.name)
def test_the_examples_of_the_plugins_hold(path: Path) -> None:
    assert doctest.testmod(load_plugin(path.stem)).failed == 0


@pytest.mark.parametrize("path", sorted(PLUGINS.glob("*.py")), ids=lambda path: path.name)
def test_plugins_import_only_datasette_and_the_standard_library(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            assert name.split(".")[0] in {"datasette", *sys.stdlib_module_names}, name
