"""The command line: thin commands over the functions of the package. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from zhibiao import __version__

_EXAMPLES = """示例：
  zhibiao extract reports/ -o indicators.csv            一个文件夹 → 一张指标表
  zhibiao extract a.pdf b.docx -o table.xlsx --jobs 2   若干文件，两个进程
  cat report.txt | zhibiao extract - -o table.jsonl     从标准输入读
  zhibiao quantities "完成造林 1.2 万亩，增长 8%"         只看数量与单位
  zhibiao train corpus/reports -o models/mine           用标注语料训练
  zhibiao evaluate corpus/test -m models/mine           在标注报告上评分
"""


class UsageError(Exception):
    """What the user can mend: shown as one line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 if all went well, 1 if some files gave no rows, 2 if nothing could be done."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        print("zhibiao: 已中断", file=sys.stderr)
        return 130
    except Exception as error:
        if options.debug:
            raise
        print(f"zhibiao: {_one_line(error)}", file=sys.stderr)
        return 2


def _one_line(error: Exception) -> str:
    message = " ".join(str(error).split()) or type(error).__name__
    known = isinstance(error, UsageError | ValueError | FileNotFoundError)
    return message if known else f"{type(error).__name__}: {message}（加 --debug 查看详情）"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="zhibiao",
        description="从乡镇报告中提取定量指标，得到一张可核对的指标表。",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"zhibiao {__version__}")
    parser.add_argument("--debug", action="store_true", help="出错时显示完整的调用栈")
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True)
    _add_extract(commands)
    _add_quantities(commands)
    _add_train(commands)
    _add_evaluate(commands)
    return parser


Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _command(commands: Commands, name: str, description: str, example: str) -> argparse.ArgumentParser:  # type: ignore[valid-type]
    parser: argparse.ArgumentParser = commands.add_parser(  # type: ignore[attr-defined]
        name,
        help=description,
        description=description,
        epilog=f"示例：\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    return parser


def _add_extract(commands: Commands) -> None:  # type: ignore[valid-type]
    parser = _command(
        commands, "extract", "从报告文件提取指标表", "zhibiao extract reports/ -o indicators.csv"
    )
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="文件、文件夹（含子文件夹）、通配符，或 - 表示标准输入"
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="输出文件：.csv .xlsx .parquet .jsonl",
    )
    parser.add_argument(
        "--format", metavar="FORMAT", help="输出格式，不给则按后缀：csv、xlsx、parquet、jsonl"
    )
    parser.add_argument(
        "--min-confidence", type=float, default=0.0, metavar="P", help="只保留置信度不低于 P 的行（0 到 1）"
    )
    parser.add_argument("-m", "--model", type=Path, metavar="FOLDER", help="模型文件夹，不给则用自带模型")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="并行的进程数")
    parser.add_argument("-q", "--quiet", action="store_true", help="不显示进度条")
    parser.set_defaults(run=_extract)


def _extract(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from zhibiao.api import Extractor
    from zhibiao.store.files import format_of, write

    if not 0.0 <= options.min_confidence <= 1.0:
        raise UsageError(f"--min-confidence {options.min_confidence}: 应在 0 与 1 之间")
    if options.jobs < 1:
        raise UsageError(f"--jobs {options.jobs}: 至少为 1")
    format_of(options.output, options.format)
    with tqdm(disable=options.quiet or not sys.stderr.isatty(), unit="份") as bar:

        def progress(done: int, total: int, name: str) -> None:
            bar.total = total
            bar.set_postfix_str(Path(name).name[:30])
            bar.update(done - bar.n)

        result = Extractor(options.model).extract(options.paths, jobs=options.jobs, progress=progress)
    kept = result.filtered(options.min_confidence)
    written = write(kept.rows, kept.faults, options.output, options.format)
    for fault in result.faults:
        print(f"zhibiao: {fault}", file=sys.stderr)
    left_out = len(result.rows) - len(kept.rows)
    print(
        f"{len(kept.rows)} 行 → {', '.join(map(str, written))}"
        + (f"（另有 {left_out} 行低于置信度下限）" if left_out else "")
    )
    return 1 if result.faults else 0


def _add_quantities(commands: Commands) -> None:  # type: ignore[valid-type]
    parser = _command(
        commands,
        "quantities",
        "列出文本中的数量、单位与换算值",
        'zhibiao quantities "完成造林 1.2 万亩，增长 8%"',
    )
    parser.add_argument("text", help="一段文字，或 - 表示标准输入")
    parser.set_defaults(run=_quantities)


def _quantities(options: argparse.Namespace) -> int:
    from zhibiao.api import quantities

    text = sys.stdin.read() if options.text == "-" else options.text
    print("start\tend\ttext\tvalue\tvalue_high\tunit\tbase_value\tbase_unit\tbound")
    for found in quantities(text):
        high = "" if found.value_high is None else found.value_high
        print(
            f"{found.start}\t{found.end}\t{found.text}\t{found.value}\t{high}\t{found.unit}\t{found.base_value:f}\t{found.base_unit}\t{found.bound}"
        )
    return 0


def _add_train(commands: Commands) -> None:  # type: ignore[valid-type]
    parser = _command(
        commands, "train", "用标注语料训练模型", "zhibiao train corpus/reports corpus/drills -o models/mine"
    )
    parser.add_argument("corpus", nargs="+", type=Path, metavar="FOLDER", help="标注报告所在的文件夹")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER", help="模型写到哪里")
    parser.set_defaults(run=_train)


def _train(options: argparse.Namespace) -> int:
    from zhibiao.corpus.format import read_corpus
    from zhibiao.spacy.adapter import write_pipeline

    try:
        from zhibiao.train.training import train
    except ModuleNotFoundError as error:
        raise UsageError(f"训练需要 {error.name}，请先安装：pip install 'zhibiao[train]'") from error

    reports = [report for folder in options.corpus for report in read_corpus(folder)]
    if not reports:
        raise UsageError(f"{options.corpus[0]}: 没有标注报告（*.txt）；格式见 corpus/README.md")
    model, figures = train(reports, name=f"{options.output.name}-{__version__}")
    write_pipeline(model, options.output, figures)
    print(f"{len(reports)} 份报告 {sum(len(report.claims) for report in reports)} 条指标 → {options.output}")
    print("留出的报告上（训练时未见）：")
    _print_figures(figures)
    return 0


def _add_evaluate(commands: Commands) -> None:  # type: ignore[valid-type]
    parser = _command(
        commands, "evaluate", "在标注报告上给模型评分", "zhibiao evaluate corpus/test -m models/mine"
    )
    parser.add_argument("corpus", type=Path, metavar="FOLDER", help="标注报告所在的文件夹")
    parser.add_argument("-m", "--model", type=Path, metavar="FOLDER", help="模型文件夹，不给则用自带模型")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")
    parser.set_defaults(run=_evaluate)


def _evaluate(options: argparse.Namespace) -> int:
    import json

    from zhibiao.corpus.format import read_corpus
    from zhibiao.evaluate.scores import evaluate
    from zhibiao.run.pipeline import load_model

    reports = read_corpus(options.corpus)
    if not reports:
        raise UsageError(f"{options.corpus}: 没有标注报告（*.txt）；格式见 corpus/README.md")
    figures = evaluate(reports, load_model(options.model))
    if options.json:
        print(json.dumps(figures))
    else:
        _print_figures(figures)
    return 0


def _print_figures(figures: dict[str, float]) -> None:
    for name, value in figures.items():
        print(f"{name:12s} {value:.4f}" if name != "claims" else f"{name:12s} {value:.0f}")


if __name__ == "__main__":
    sys.exit(main())
