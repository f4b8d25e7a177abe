"""Mutants of propose, text, resolve and table: how many of them the unit tests notice (docs/testing.md).

`python benchmarks/mutants.py [--sample N] [--seed S] [PATTERN …]` works in `output/mutation`: mutmut wants a
folder `src` and leaves decorated functions alone, so the package is copied there and `@cache` on a function
becomes a line below it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from fnmatch import fnmatch
from math import sqrt
from pathlib import Path

import libcst as cst

from forget import KEPT

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "output" / "mutation"
BESIDE = ("models", "corpus", "docs")
COMMAND = "from mutmut.__main__ import cli; cli()"
CACHES = ("cache", "lru_cache")
KILLED = (1, 3, 36, -24, 24, 152, 255)
"""What mutmut notes for a mutant that a test noticed, or that ran out of time."""
NORMAL = 1.96
"""Standard deviations of a confidence of 95 %."""


def main() -> int:
    """Run the mutants chosen and print the figures; 1 if less than `--floor` of them are killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("patterns", nargs="*", help="names of mutants, * and ? as in file names")
    parser.add_argument("--sample", type=int, help="how many mutants of a module at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--floor", type=float, default=0.85)
    options = parser.parse_args()
    prepare()
    names = mutants()
    chosen = choose(names, options.patterns or ["*"], options.sample, options.seed)
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "run", "--max-children", "1", *chosen],
        cwd=FOLDER,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        check=False,
    )
    if done.returncode:
        return done.returncode
    return report(names, set(chosen), options.floor)


def prepare() -> None:
    """The package and its tests in a folder of their own, beside what the tests read."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    shutil.copytree(ROOT / "pipeline", FOLDER / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests", FOLDER / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", FOLDER)
    for name in BESIDE:
        shutil.copytree(ROOT / name, FOLDER / "mutants" / name)
    for path in sources():
        module = cst.parse_module(path.read_text(encoding="utf-8"))
        body = [one for statement in module.body for one in undecorated(statement)]
        path.write_text(module.with_changes(body=body).code, encoding="utf-8")


def sources() -> list[Path]:
    """Modules that mutmut is told to mutate."""
    import tomllib

    rules = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]
    paths = sorted((FOLDER / "src").rglob("*.py"))
    return [
        path
        for path in paths
        if any(fnmatch(str(path.relative_to(FOLDER)), one) for one in rules["only_mutate"])
        and not any(fnmatch(str(path.relative_to(FOLDER)), one) for one in rules.get("do_not_mutate", ()))
    ]


def undecorated(statement: cst.CSTNode) -> list[cst.CSTNode]:
    """A function and, below it, its cache; anything else as it is."""
    if not isinstance(statement, cst.FunctionDef) or len(statement.decorators) != 1:
        return [statement]
    decorator, name = cst.Module([]).code_for_node(statement.decorators[0].decorator), statement.name.value
    if decorator.partition("(")[0] not in CACHES or name in KEPT:
        return [statement]
    return [
        statement.with_changes(decorators=()),
        cst.parse_statement(f"{name} = {decorator}({name})"),
    ]


def mutants() -> dict[str, list[str]]:
    """Names of all mutants by module, which mutmut makes here and runs in a process of its own."""
    from mutmut.__main__ import create_mutants
    from mutmut.utils.file_utils import copy_src_dir

    os.chdir(FOLDER)
    copy_src_dir()
    with redirect_stdout(None):
        create_mutants(1)
    return {module: list(codes) for module, codes in verdicts().items() if codes}


def verdicts() -> dict[str, dict[str, int | None]]:
    """What mutmut noted of each mutant of each module."""
    found = {}
    for path in sources():
        module = str(path.relative_to(FOLDER))
        noted = json.loads((FOLDER / "mutants" / f"{module}.meta").read_text("utf-8"))
        found[module] = noted["exit_code_by_key"]
    return found


def choose(names: dict[str, list[str]], patterns: list[str], most: int | None, seed: int) -> list[str]:
    """Mutants that a pattern fits, of each module at most so many, drawn at random."""
    chosen = []
    for module, all_of_it in names.items():
        fitting = [name for name in all_of_it if any(fnmatch(name, pattern) for pattern in patterns)]
        if most is not None and len(fitting) > most:
            fitting = sorted(random.Random(f"{seed}{module}").sample(fitting, most), key=fitting.index)
        chosen += fitting
    return chosen


def report(names: dict[str, list[str]], chosen: set[str], floor: float) -> int:
    """Print modules with their figures and the survivors, which also stand in `survivors.diff`."""
    survivors, killed, total, weighted = [], 0, 0, 0.0
    print(f"{'module':40} mutants     run  killed")
    codes_of = verdicts()
    for module, all_of_it in names.items():
        codes = codes_of[module]
        run = [name for name in all_of_it if name in chosen]
        alive = [name for name in run if codes[name] not in KILLED]
        if run:
            share = 1 - len(alive) / len(run)
            print(f"{module.removeprefix('src/zhibiao/'):40} {len(all_of_it):7} {len(run):7} {share:7.1%}")
            weighted += share * len(all_of_it)
            survivors += alive
            killed, total = killed + len(run) - len(alive), total + len(run)
    low, high = interval(killed, total)
    of_all = sum(len(all_of_it) for all_of_it in names.values() if chosen & set(all_of_it))
    print(f"killed {killed} of {total}: {killed / total:.1%} (95 %: {low:.1%} to {high:.1%})")
    print(f"each module by its {of_all} mutants: {weighted / of_all:.1%}")
    write(survivors)
    return int(weighted / of_all < floor)


def interval(killed: int, total: int) -> tuple[float, float]:
    """Wilson's interval of a share at 95 %."""
    share, square = killed / total, NORMAL**2 / total
    middle, half = share + square / 2, NORMAL * sqrt((share * (1 - share) + square / 4) / total)
    return (middle - half) / (1 + square), (middle + half) / (1 + square)


def write(survivors: list[str]) -> None:
    """What was changed in each mutant that no test noticed."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    path = FOLDER.parent / "survivors.diff"
    path.write_text("".join(f"# {name}\n{get_diff_for_mutant(name)}\n" for name in survivors), "utf-8")
    print(f"{len(survivors)} survivors in {path.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
