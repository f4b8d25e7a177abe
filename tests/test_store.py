"""The store: what it holds, what survives, what a stranger reads without us."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.context import ForkServerContext
from pathlib import Path

import duckdb
import pytest

import writing
from conftest import ROOT
from test_outputs import ROW, names
from zhibiao.core.spans import RawSpan
from zhibiao.core.types import About, Cell, Document, Metadata, Paragraph, Problem, Table
from zhibiao.core.vocabulary import Vocabulary, base
from zhibiao.run.pipeline import Outcome
from zhibiao.store import schema
from zhibiao.store.base import Kept, Store, StoreError, open_sink
from zhibiao.store.bulk import insert
from zhibiao.store.duckdb import DuckStore
from zhibiao.store.export import export, read_rows
from zhibiao.store.schema import TABLES
from zhibiao.table.columns import COLUMNS, Number, labels

SENTENCE = "全镇产值4.97亿元。"


def report(source: str, *starts: int, file: str = "f", sentence: str = SENTENCE, year: int = 2024) -> Outcome:
    """A report with a claim at each start, its claims named by file and start."""
    rows = tuple(
        ROW._replace(
            claim_id=f"c{sum(map(ord, file)) * 1000 + start:015x}",
            source=source,
            start=start,
            sentence=sentence,
            report_year=year,
        )
        for start in starts
    )
    document = Document(source, f"{file}:{sentence}", sha256=f"t{file}", reader="txt@1")
    return Outcome(source, document, rows=rows, file_hash=file, reader="txt@1", made_by="m")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DuckStore]:
    opened = open_sink(tmp_path / "s.duckdb")
    assert isinstance(opened, DuckStore)
    assert isinstance(opened, Store)
    yield opened
    opened.abandon()


def ask(store: DuckStore, query: str) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = store.connection.execute(query).fetchall()
    return found


def test_a_report_is_kept_with_all_that_was_read(store: DuckStore) -> None:
    cells = (Cell(RawSpan(5, 7), 0, 0), Cell(RawSpan(8, 8), 0, 1, columns=2))
    document = Document(
        "a/甲.pdf",
        "第一段\n\n表1\t2\n",
        (Paragraph(RawSpan(0, 3)), Table(RawSpan(5, 9), cells)),
        (0, 5),
        "pdf@2",
        "utf-8",
        "t1",
        "f1",
        Metadata(title="总结"),
    )
    store.add([Outcome(document.source, document, made_by="m")])
    assert store.document("a/甲.pdf") == document
    assert store.document("b") is None
    assert list(store.kept()) == [Kept("a/甲.pdf", "f1", "pdf@2", "t1", "m")]
    assert store.seen("f1", "pdf@2", "m")
    others = (("f2", "pdf@2", "m"), ("f1", "pdf@3", "m"), ("f1", "pdf@2", "n"))
    assert [store.seen(*key) for key in others] == [
        False, False, False,
    ]  # fmt: skip


def test_a_file_that_could_not_be_read_is_known_too(store: DuckStore) -> None:
    problem = Problem("a", "扫描件", "先识别", code="scanned", page=2)
    store.add([Outcome("a", problems=(problem,), file_hash="f", reader="pdf@2")])
    assert list(store.kept()) == [Kept("a", "f", "pdf@2", "", "")]
    assert store.document("a") is None
    assert ask(store, "SELECT file, reason, remedy, code, severity, page FROM problems") == [
        ("a", "扫描件", "先识别", "scanned", "error", 2)
    ]


def test_a_report_whose_rows_break_the_contract_is_tried_again(store: DuckStore) -> None:
    good = report("a", 1)
    store.add([replace(good, rows=(good.rows[0]._replace(start=-1),)), report("b", 2)])
    assert [(kept.source, kept.made_by) for kept in store.kept()] == [("a", ""), ("b", "m")]
    assert ask(store, "SELECT file, code, severity FROM problems") == [("a", "schema", "error")]
    assert ask(store, "SELECT source FROM indicators") == [("b",)]


def test_a_changed_report_takes_the_place_of_the_old_one(store: DuckStore) -> None:
    numbered = replace(report("b", 3), numbers=(Number("2024", 0, 4, "date"),))
    store.add([report("a", 1, 2), numbered])
    problem = Problem("a", "x", "y")
    store.add([replace(report("a", 5, file="g"), problems=(problem,))])
    assert ask(store, "SELECT source, start FROM indicators ORDER BY ALL") == [("a", 5), ("b", 3)]
    assert [kept.file_hash for kept in store.kept()] == ["f", "g"]
    store.add([report("a", 6), report("c", 7)])
    assert ask(store, "SELECT source, start FROM indicators ORDER BY ALL") == [("a", 6), ("b", 3), ("c", 7)]
    assert ask(store, "SELECT count(*) FROM problems") == [(0,)]
    assert ask(store, "SELECT source, numbers.text, reason FROM numbers JOIN reports USING (report_id)") == [
        ("b", "2024", "date")
    ]
    assert ask(store, "SELECT count(DISTINCT report_id), max(report_id) FROM reports") == [(3, 3)]


def test_a_moved_report_keeps_its_number_and_leaves_its_old_path(store: DuckStore) -> None:
    store.add([report("a", 1), report("b", 2)])
    store.add([replace(report("z", 1), replaces="a")])
    assert ask(store, "SELECT report_id, source FROM reports ORDER BY ALL") == [(1, "z"), (2, "b")]
    store.add([replace(report("y", 1), replaces="z"), report("z", 9, file="g")])
    assert ask(store, "SELECT source, start FROM indicators ORDER BY ALL") == [("b", 2), ("y", 1), ("z", 9)]
    store.add([report("a", 5, file="h")])
    assert ask(store, "SELECT source, start FROM indicators ORDER BY ALL") == [
        ("a", 5),
        ("b", 2),
        ("y", 1),
        ("z", 9),
    ]


def test_a_batch_is_taken_whole_or_not_at_all(store: DuckStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add([report("a", 1)])
    before = ask(store, "SELECT * FROM indicators")
    extra = replace(report("b", 2), about=About(extra=(("县", "x"),)))

    def broken(connection: object, table: str, rows: object) -> None:
        if table == "problems":
            raise RuntimeError("broken")
        insert(connection, table, rows)  # type: ignore[arg-type]

    monkeypatch.setattr("zhibiao.store.duckdb.insert", broken)
    with pytest.raises(RuntimeError, match="broken"):
        store.add([report("a", 7), extra])
    monkeypatch.undo()
    assert ask(store, "SELECT * FROM indicators") == before
    store.add([extra])
    assert ask(store, 'SELECT source, "县" FROM indicators ORDER BY ALL') == [("a", ""), ("b", "x")]


@pytest.mark.parametrize(
    ("changed", "anchored"),
    [
        (report("a", 8, file="g"), True),
        (report("a", 8, file="g", sentence="别的句子4.97亿元。"), False),
        (report("a", 8, 9, file="g"), False),
        (replace(report("z", 8, file="g"), replaces="a"), True),
    ],
    ids=["same sentence", "another sentence", "two alike", "moved and changed"],
)
def test_corrections_follow_their_claim(store: DuckStore, changed: Outcome, anchored: bool) -> None:
    first = report("a", 1)
    store.add([first])
    store.correct(first.rows[0].claim_id, "value", "4.98", "看错")
    store.add([changed])
    claim = changed.rows[0].claim_id if anchored else first.rows[0].claim_id
    columns = "claim_id, field, old_value, new_value, note, text_hash, reader, sentence, text"
    query = f"SELECT {columns} FROM corrections"
    assert ask(store, query) == [
        (claim, "value", "4.97", "4.98", "看错", "tf", "txt@1", SENTENCE, "4.97亿元")
    ]


def test_a_correction_of_nothing_is_refused(store: DuckStore) -> None:
    store.add([report("a", 1)])
    with pytest.raises(StoreError, match="没有指标 cx"):
        store.correct("cx", "value", "1")
    with pytest.raises(StoreError, match="没有列 worth"):
        store.correct(report("a", 1).rows[0].claim_id, "worth", "1")


def test_runs_are_noted(tmp_path: Path) -> None:
    for sources in ("ab", "c", ""):
        store = open_sink(tmp_path / "s.duckdb")
        for source in sources:
            store.add([report(source, 1, 2)])
        store.close()
    killed = open_sink(tmp_path / "s.duckdb")
    killed.add([report("d", 1)])
    killed.abandon()
    with duckdb.connect(str(tmp_path / "s.duckdb")) as connection:
        runs = connection.execute("SELECT run_id, files, claims, finished IS NULL FROM runs").fetchall()
    assert runs == [(1, 2, 4, False), (2, 1, 2, False), (3, None, None, True)]
    assert names(tmp_path)[0] == "s.duckdb"


def test_a_second_process_is_told_who_has_the_store(tmp_path: Path) -> None:
    store = open_sink(tmp_path / "s.duckdb")
    script = (
        "import sys; from zhibiao.store.base import open_sink, StoreError\n"
        "from zhibiao.store.export import read_rows\n"
        "for use in (open_sink, lambda path: open_sink(path, overwrite=True),"
        " lambda path: list(read_rows(path))):\n"
        "    try: use(sys.argv[1])\n"
        "    except StoreError as error: print(error)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "s.duckdb")]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    store.close()
    assert len(told) == 3
    assert all(
        re.search(r"s\.duckdb: 另一个进程（PID \d+）正在使用这个库；请等它结束", line) for line in told
    )


def test_the_same_process_is_told_too(store: DuckStore) -> None:
    with pytest.raises(StoreError, match="已经用别的方式打开"):
        list(read_rows(store.path))


def version_1(path: Path) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute((ROOT / "tests" / "stores" / "version1.sql").read_text(encoding="utf-8"))
    return path


@pytest.mark.parametrize("opened", ["to write", "to read"])
def test_a_store_of_the_version_before_is_brought_to_today(tmp_path: Path, opened: str) -> None:
    path = version_1(tmp_path / "s.duckdb")
    if opened == "to write":
        store = open_sink(path)
        store.add([replace(report("b", 3), about=About(extra=(("县", "x"),)))])
        store.close()
    rows = list(read_rows(path))
    assert [(row.source, row.value, row.period) for row in rows[:2]] == [
        ("a.txt", 4.97, "2024"),
        ("a.txt", 8.0, "2024-01/2024-11"),
    ]
    assert len(rows) == (3 if opened == "to write" else 2)
    with duckdb.connect(str(path)) as connection:
        labelled = connection.execute("SELECT period_label FROM indicators ORDER BY source, start LIMIT 2")
        assert labelled.fetchall() == [("2024年",), ("2024年1—11月",)]
        assert connection.execute("SELECT letters FROM reports WHERE source = 'a.txt'").fetchall() == [(16,)]
        assert connection.execute("SELECT new_value FROM corrections").fetchall() == [("4.98",)]
        version = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchall()
        assert version == [(str(schema.VERSION),)]
        assert connection.execute("SELECT \"工业总产值（元）\" FROM wide WHERE place = '甲县乙镇'").fetchall()
    assert open_sink(path).close().files == (path,)


def test_every_step_to_today_is_there_and_leads_to_the_tables_of_today(tmp_path: Path) -> None:
    assert sorted(schema.MIGRATIONS) == list(range(1, schema.VERSION))
    path = version_1(tmp_path / "s.duckdb")
    open_sink(path).close()
    with duckdb.connect(str(path)) as connection:
        found = connection.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns()"
        ).fetchall()
    assert {(table, name, kind) for table, fields in TABLES.items() for name, kind in fields} <= set(found)


def test_a_column_that_the_contract_gains_is_added(tmp_path: Path) -> None:
    store = open_sink(tmp_path / "s.duckdb")
    store.add([report("a", 1)])
    store.close()
    with duckdb.connect(str(tmp_path / "s.duckdb")) as connection:
        for view in ("indicators", "latest", "wide", "by_category"):
            connection.execute(f"DROP VIEW {view}")
        connection.execute("ALTER TABLE claims DROP COLUMN basis")
    assert [row.basis for row in read_rows(tmp_path / "s.duckdb")] == [""]


@pytest.mark.parametrize("use", [open_sink, lambda path: list(read_rows(path))])
def test_a_store_of_a_version_to_come_is_left_alone(tmp_path: Path, use: object) -> None:
    open_sink(tmp_path / "s.duckdb").close()
    with duckdb.connect(str(tmp_path / "s.duckdb")) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    before = (tmp_path / "s.duckdb").read_bytes()
    with pytest.raises(StoreError, match="由更新的 zhibiao 写成（库版本 99）；请升级"):
        use(tmp_path / "s.duckdb")  # type: ignore[operator]
    assert (tmp_path / "s.duckdb").read_bytes() == before


def test_any_duckdb_since_the_first_reads_the_file(tmp_path: Path) -> None:
    open_sink(tmp_path / "s.duckdb").close()
    with duckdb.connect(str(tmp_path / "s.duckdb"), read_only=True) as connection:
        tags = connection.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 's'").fetchone()
    # the first versions say nothing of it
    assert tags in (({"storage_version": "v1.0.0+"},), ({},))


def test_views(store: DuckStore) -> None:
    def of(year: int, place: str, value: float, **change: object) -> Outcome:
        made = report(f"{place}{year}{value}", 1, file=f"{place}{value}", year=year)
        whole = {"period": "2023", "period_start": "2023-01-01", "period_end": "2023-12-31"}
        row = made.rows[0]._replace(place=place, base_value=value, **{**whole, **change})
        return replace(made, rows=(row,))

    store.add([of(2023, "甲", 1.0), of(2024, "甲", 2.0, status="prior"), of(2023, "乙", 3.0)])
    store.add([of(2023, "甲", 9.0, status="target"), of(2023, "乙", 4.0, canonical="", indicator="")])
    store.add([of(2023, "丙", 5.0, base_unit="1"), of(2024, "乙", 7.0, period="", period_end=None)])
    store.add([of(2024, "丁", 6.0, status="prior", confidence=1.0), of(2024, "丁", 8.0)])
    found = ask(store, "SELECT place, year, name, base_value, status FROM latest ORDER BY ALL")
    assert found == [
        ("丁", 2023, "工业总产值", 8.0, "actual"),
        ("丙", 2023, "工业总产值", 5.0, "actual"),
        ("乙", 2023, "工业总产值", 3.0, "actual"),
        ("甲", 2023, "工业总产值", 2.0, "prior"),
        ("甲", 2023, "工业总产值", 9.0, "target"),
    ]
    assert ask(store, 'SELECT place, year, "工业总产值", "工业总产值（元）" FROM wide ORDER BY place') == [
        ("丁", 2023, None, 8.0),
        ("丙", 2023, 5.0, None),
        ("乙", 2023, None, 3.0),
        ("甲", 2023, None, 2.0),
    ]
    counted = ask(
        store, "SELECT place, report_year, claims, reports, category_label FROM by_category ORDER BY ALL"
    )
    assert counted == [
        (place, year, claims, claims, "经济总量与产值")
        for place, year, claims in [
            ("丁", 2024, 2),
            ("丙", 2023, 1),
            ("乙", 2023, 2),
            ("乙", 2024, 1),
            ("甲", 2023, 2),
            ("甲", 2024, 1),
        ]
    ]
    described = ask(store, "DESCRIBE indicators")
    assert [row[0] for row in described] == [*COLUMNS, *(label.name for label in labels())]


def test_export_of_views_and_of_what_is_sure(tmp_path: Path) -> None:
    path = tmp_path / "s.duckdb"
    store = open_sink(path)
    sure = report("b", 1)
    unsure = replace(sure, source="a", rows=(sure.rows[0]._replace(confidence=0.2, source="a"),))
    store.add([replace(sure, numbers=(Number("2024", 0, 4, "date"),)), unsure])
    store.close()
    export(path, tmp_path / "all.jsonl")
    export(path, tmp_path / "sure.jsonl", min_confidence=0.9)
    assert [row.source for row in read_rows(tmp_path / "all.jsonl")] == ["a", "b"]
    assert [row.source for row in read_rows(tmp_path / "sure.jsonl")] == ["b"]
    export(path, tmp_path / "numbers.csv", view="numbers")
    text = (tmp_path / "numbers.csv").read_text(encoding="utf-8-sig")
    assert text == "source,text,start,end,reason\nb,2024,0,4,date\n"
    for view in ("latest", "wide", "by_category", "problems", "corrections"):
        assert export(path, tmp_path / f"{view}.xlsx", view=view).files == (tmp_path / f"{view}.xlsx",)
    for wrong, reason in ({"view": "tall"}, "没有视图 tall"), ({"format": "duckdb"}, "不能导出为库"):
        with pytest.raises(StoreError, match=reason):
            export(path, tmp_path / "x.csv", **wrong)  # type: ignore[arg-type]


def test_labels_are_those_of_the_vocabulary(tmp_path: Path) -> None:
    words = base().layers[0]
    text = words["taxonomy.toml"].replace("经济总量与产值", "产值之类")
    vocabulary = Vocabulary(({**words, "taxonomy.toml": text},))
    store = open_sink(tmp_path / "t.csv", vocabulary=vocabulary)
    store.add([report("a", 1)])
    store.close()
    assert ",产值之类," in (tmp_path / "t.csv").read_text(encoding="utf-8-sig")


def kill(
    forks: ForkServerContext,
    path: Path,
    log: Path,
    batches: int,
    seconds: float,
    reports: int,
    *,
    overwrite: bool,
) -> None:
    """Let a run write so many batches and so long on, then kill it."""
    log.unlink(missing_ok=True)
    run = forks.Process(target=writing.write, args=(path, log, reports, ROW, overwrite))
    run.start()
    while not log.exists() or len(log.read_bytes().splitlines()) < batches * writing.BATCH:
        assert run.is_alive()
        time.sleep(0.002)
    time.sleep(seconds)
    run.kill()
    run.join()


def test_what_was_committed_survives_any_kill(tmp_path: Path, forks: ForkServerContext) -> None:
    path, log, reports = tmp_path / "s.duckdb", tmp_path / "log", 1_000
    chance, committed = random.Random(20), set[str]()
    for _ in range(20):
        kill(forks, path, log, chance.randrange(4), chance.uniform(0, 0.05), reports, overwrite=False)
        committed |= set(log.read_text(encoding="utf-8").splitlines())
        store = open_sink(path)
        assert isinstance(store, DuckStore)
        held = ask(
            store,
            "SELECT source, count(claim_id), max(letters) "
            "FROM reports LEFT JOIN claims USING (report_id) GROUP BY ALL",
        )
        store.abandon()
        assert committed <= {str(source) for source, *_ in held}
        assert all(count == writing.ROWS and letters for _, count, letters in held)
        assert len(held) % writing.BATCH == 0
    assert 0 < len(committed) < reports
    writing.write(path, log, len(held) + 6, ROW, overwrite=False)
    writing.write(tmp_path / "whole.duckdb", log, len(held) + 6, ROW, overwrite=False)
    assert list(read_rows(path)) == list(read_rows(tmp_path / "whole.duckdb"))
    assert names(tmp_path) == ["log", "s.duckdb", "whole.duckdb"]


def test_a_killed_run_leaves_the_old_table_and_the_next_clears_up(
    tmp_path: Path, forks: ForkServerContext
) -> None:
    folder, log, chance = tmp_path / "out", tmp_path / "log", random.Random(8)
    folder.mkdir()
    path = folder / "t.csv"
    path.write_text("corrected by hand", encoding="utf-8")
    for _ in range(8):
        kill(forks, path, log, chance.randrange(20), chance.uniform(0, 0.1), 900, overwrite=True)
        assert path.read_text(encoding="utf-8") == "corrected by hand"
    assert names(folder) == [".t.csv.part", "t.csv"]
    writing.write(path, log, 60, ROW, overwrite=True)
    assert len(list(read_rows(path))) == 60 * writing.ROWS
    assert names(folder) == ["t.backup.csv", "t.csv"]
    assert (folder / "t.backup.csv").read_text(encoding="utf-8") == "corrected by hand"


PAGE = ROOT / "docs" / "store.md"
SNIPPETS = re.findall(r"```(sql|python)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize(
    ("language", "code"), SNIPPETS, ids=[code.splitlines()[0][:40] for _, code in SNIPPETS]
)
def test_snippets_of_the_documents_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, code: str
) -> None:
    if "polars" in code:
        pytest.importorskip("polars")
    monkeypatch.chdir(tmp_path)
    store = open_sink("panel.duckdb")
    store.add([report("a", 1), replace(report("b", 2), problems=(Problem("b", "x", "y"),))])
    store.close()
    if language == "sql":
        with duckdb.connect("panel.duckdb", read_only=True) as connection:
            for statement in filter(str.strip, code.split(";")):
                assert connection.execute(statement).description
    else:
        exec(compile(code, str(PAGE), "exec"), {})


def test_more_rows_than_are_held_at_once_come_in_their_order(
    store: DuckStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhibiao.store.bulk._TOGETHER", 3)
    store.add([report("a", *range(8)), report("b", *range(5))])
    found = ask(
        store,
        "SELECT r.source, c.start FROM claims AS c JOIN reports AS r USING (report_id) ORDER BY c.rowid",
    )
    assert found == [("a", start) for start in range(8)] + [("b", start) for start in range(5)]
