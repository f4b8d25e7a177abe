"""What must work where the package was installed from its wheel: the model loads from it, as arrays and as a spaCy pipeline."""

import subprocess
import sys
from pathlib import Path

import spacy

import zhibiao
from zhibiao.run.pipeline import default_model_folder, shipped

TEXT = "全镇完成造林1200亩，同比增长8.5%。"

folder = default_model_folder()
assert "site-packages" in str(folder), folder
rows = zhibiao.extract_text(TEXT, year=2023).rows
assert [row.text for row in rows] == ["1200亩", "8.5%"], rows
doc = spacy.load(folder)(TEXT)
assert [span.text for span in doc.spans["claims"]] == ["1200亩", "8.5%"]

Path("report.txt").write_text(f"石桥镇2023年工作总结\n{TEXT}\n", encoding="utf-8")
command = [sys.executable, "-m", "zhibiao", "extract", "report.txt", "-o", "table.csv"]
subprocess.run(command, check=True)
advice = subprocess.run(
    [sys.executable, "-m", "zhibiao", "train", ".", "-o", "model", "--lang", "en"],
    capture_output=True,
    text=True,
    check=False,
)
assert advice.returncode == 2, advice
assert 'pip install "zhibiao[train]"' in advice.stderr, advice.stderr
assert sorted(shipped()) == ["accurate", "township"], shipped()
command += ["--overwrite", "-m", "accurate"]
advice = subprocess.run(command, capture_output=True, text=True, check=False)
assert advice.returncode == 2, advice
assert "zhibiao[accurate]" in advice.stderr, advice.stderr
print("wheel: model loads,", len(rows), "rows")
