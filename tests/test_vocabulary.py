"""Vocabulary: saved and loaded whole, and overlaid by a researcher's own files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import ROOT, cases
from zhibiao.core.merging import merge_catalogue, merge_lines, merged
from zhibiao.core.types import Document
from zhibiao.core.unit import parse_unit
from zhibiao.core.vocabulary import Vocabulary, VocabularyError, base, known
from zhibiao.propose import propose, scan
from zhibiao.run.pipeline import load_model
from zhibiao.text import clean


def overlay(folder: Path, **texts: str) -> Vocabulary:
    for name, text in texts.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return base().overlay(folder)


@pytest.mark.parametrize("row", cases("bad_vocabulary"), ids=lambda row: row[2])
def test_a_bad_file_gives_one_line_that_names_it(row: list[str], tmp_path: Path) -> None:
    name, content, says = row
    (tmp_path / name).write_text(content.replace("\\n", "\n"), encoding="utf-8")
    with pytest.raises(VocabularyError) as error:
        base().overlay(tmp_path)
    assert str(error.value).startswith(f"{tmp_path / name}")
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_no_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "lexicon.txt").write_bytes("稻虾 1000 n".encode("gb18030"))
    with pytest.raises(VocabularyError, match=r"lexicon.txt: no UTF-8 .* save it again as UTF-8"):
        base().overlay(tmp_path)


def test_a_folder_without_vocabulary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="no vocabulary files in it"):
        base().overlay(tmp_path)
    with pytest.raises(VocabularyError, match="no such folder"):
        base().overlay(tmp_path / "my")


def test_saved_and_loaded_it_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "my").mkdir()
    mine = overlay(tmp_path / "my", lexicon_txt="稻虾 1000 n\n")
    mine.save(tmp_path / "saved")
    found = Vocabulary.load(tmp_path / "saved")
    assert found.fingerprint == mine.fingerprint != base().fingerprint
    assert found.lexicon == [*base().lexicon, ["稻虾", "1000", "n"]]
    base().save(tmp_path / "plain")
    assert Vocabulary.load(tmp_path / "plain").fingerprint == base().fingerprint
    (tmp_path / "plain" / "units.toml").unlink()
    with pytest.raises(VocabularyError, match=r"no units.toml here"):
        Vocabulary.load(tmp_path / "plain")


def test_a_model_takes_words_but_no_category_it_was_not_trained_on(tmp_path: Path) -> None:
    overlay(tmp_path, units_toml='[count]\nnames = ["窨"]\n')
    model = load_model(vocabulary=tmp_path)
    assert [q.unit for q in scan("新建3窨", model.vocabulary)] == ["窨"]
    overlay(
        tmp_path, taxonomy_toml='[domain.economy.categories]\nnight = { label = "夜经济", hint = "夜市" }\n'
    )
    with pytest.raises(VocabularyError, match=r"economy.night; train one with `zhibiao train"):
        load_model(vocabulary=tmp_path)


def test_a_term_is_added_and_one_taken_out(tmp_path: Path) -> None:
    lines = "-一道(?![路桥墙坝渠])\n五朵(?=金花)\t\tname\t评选五朵金花\t采茶五朵\n"
    mine = overlay(tmp_path, terms_tsv=lines, units_toml='[count]\nnames = ["朵"]\n')
    cleaned = clean(Document("", "评选五朵金花，与群众一道栽种五朵。"))
    assert [(one.quantity.text, one.hint) for one in propose(cleaned, mine)] == [
        ("五朵", "name"), ("一道", ""), ("五朵", "")
    ]  # fmt: skip
    assert [(one.quantity.text, one.hint) for one in propose(cleaned, base())] == [("一道", "rhetoric")]
    assert len(mine.terms) == len(base().terms)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("五朵\tname", "line 1: 2 fields; write term, before, reason, example, counter-example"),
        ("五(朵\t\tname\ta\tb", "line 1: '五(朵' is no regular expression; mend it"),
        ("五朵\t(\tname\ta\tb", "line 1: '(' is no regular expression; mend it"),
        ("五朵\t\tnames\ta\tb", "line 1: no reason 'names'; reasons are date, ordinal, name"),
    ],
)
def test_a_bad_term_is_named(line: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=re.escape(says)):
        overlay(tmp_path, terms_tsv=line + "\n")


def test_a_unit_of_a_researcher_wins_over_ours(tmp_path: Path) -> None:
    mine = overlay(tmp_path, units_toml='[unit]\n"担" = { kind = "weight", base = "千克", factor = "50" }\n')
    assert str(parse_unit("万担", mine)) == "万担"
    assert (parse_unit("担", mine).kind, parse_unit("担", mine).factor) == ("weight", 50)
    assert (parse_unit("担", base()).kind, parse_unit("担", base()).factor) == ("count", 1)


def documented() -> list[tuple[str, str]]:
    """File and line of each row of the table of `docs/vocabulary.md`."""
    text = (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|]+ \| `(\S+)` \| `((?:\\\||[^`])+)`", text, flags=re.MULTILINE)
    return [(name, line.replace("\\|", "|").replace("⇥", "\t")) for name, line in rows]


@pytest.mark.parametrize(("name", "line"), documented(), ids=lambda value: value[:40])
def test_a_documented_line_changes_the_vocabulary(name: str, line: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(line + "\n", encoding="utf-8")
    assert base().overlay(tmp_path).fingerprint != base().fingerprint


def test_the_documents_show_a_line_of_each_kind() -> None:
    assert len(documented()) >= 9
    assert {name for name, _ in documented()} == {
        "units.toml", "terms.tsv", "catalogue.csv", "taxonomy.toml", "lexicon.txt", "cues.toml"
    }  # fmt: skip


def test_comments_do_not_change_the_fingerprint(tmp_path: Path) -> None:
    assert overlay(tmp_path, lexicon_txt="# nothing yet\n").fingerprint == base().fingerprint


def test_tables_merge_key_by_key_and_lists_by_their_words() -> None:
    lower = {"a": {"x": "1", "y": ["p", "q"]}, "b": "2"}
    upper = {"a": {"y": ["r", "-p", "q"], "z": "3"}, "-b": ""}
    assert merged(lower, upper) == {"a": {"z": "3", "x": "1", "y": ["q", "r"]}}
    assert list(merged({"old": "1"}, {"new": "2"})) == ["new", "old"]


def test_a_later_line_takes_the_place_of_the_earlier() -> None:
    assert merge_lines([[["a", "1"], ["b", "2"]], [["b", "3"], ["-a"]]], 1) == [["b", "3"]]
    both = [["a", "x", "1"], ["a", "y", "2"]]
    assert merge_lines([both, [["a", "y", "3"]]], 2) == [["a", "x", "1"], ["a", "y", "3"]]
    assert merge_lines([both, [["-a"]]], 2) == []


def test_catalogue_lines_add_aliases() -> None:
    ours, more, out = ["n", "d.c", "元", "a|b"], ["n", "d.c", "", "c|-a"], ["-n", "d.e", "", ""]
    other = ["n", "d.e", "人", "x"]
    assert merge_catalogue([[ours, other], [more, out]]) == [["n", "d.c", "元", "b|c"]]


def test_the_same_words_are_one_vocabulary(tmp_path: Path) -> None:
    own = tmp_path / "my"
    own.mkdir()
    (own / "lexicon.txt").write_text("柳编\t100\tn\n".replace("\t", " "), encoding="utf-8")
    first, second = (known(base().overlay(own)) for _ in range(2))
    assert first is second is not base()
    base().save(tmp_path / "saved")
    assert known(Vocabulary.load(tmp_path / "saved")) is base()
