"""``make bench``: run the benchmarks, print each number beside its bar, exit 1 when one is missed.

python -m tests.bench              all of them
python -m tests.bench content      one
python -m tests.bench --json FILE  write the numbers as JSON too
"""

import argparse
import importlib
import pkgutil
import sys
from pathlib import Path

import tests.bench
from tests.bench.measure import Measure, as_json, table

# Modules here that measure nothing themselves.
TOOLS = {"__main__", "measure", "load", "servers", "against_nginx", "generated_items", "wagtail_api"}
TOOLS |= {"judged", "plain_shapes", "growth_items", "growth_admin", "growth_chart", "growth_page"}


def names() -> list[str]:
    """Every benchmark: a module of this folder with ``run() -> list[Measure]``."""
    return sorted(module.name for module in pkgutil.iter_modules(tests.bench.__path__) if module.name not in TOOLS)


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("names", nargs="*", help=", ".join(names()))
    parser.add_argument("--json", type=Path, help="file to write")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(names())
    if unknown:
        parser.error(f"no benchmark called {', '.join(sorted(unknown))}; there are {', '.join(names())}")
    measures: list[Measure] = []
    for name in chosen.names or names():
        found = importlib.import_module(f"tests.bench.{name}").run()
        print(f"\n{name}\n{table(found)}", flush=True)
        measures += found
    if chosen.json:
        chosen.json.write_text(as_json(measures))
    missed = [measure.name for measure in measures if not measure.met]
    print(f"\n{len(measures) - len(missed)} of {len(measures)} numbers are where they should be")
    return 1 if missed or not measures else 0


if __name__ == "__main__":
    sys.exit(main())
