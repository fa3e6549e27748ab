"""Lists, product pages and search at several sizes of the catalogue, on MariaDB and the web server of production.

`python -m bench.catalogue [--keep FOLDER] [sizes]`, by default 1000 100000 1000000. Making a million SKUs takes
minutes; a folder that is kept is used again.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.catalogue_asking import ask_in_turns
from bench.catalogue_malls import Mall, malls
from bench.serving import WORKERS, WebServer, web_server

SIZES = (1_000, 100_000, 1_000_000)
_KINDS = ("list", "product", "search")
_GRANIAN = (  # as production starts it
    "granian --interface wsgi --no-ws --log-level error --host 127.0.0.1 --port {port} "
    f"--workers {WORKERS} --blocking-threads 4"
)
_ENGINE_P95, _SEARCH_P95, _GROWTH = 5.0, 50.0, 1.5  # ms, ms, times
_BUDGETS = {"list, cold": 8, "list, kept": 0, "product, cold": 10, "product, kept": 0}
_Table = dict[str, dict[int, Any]]  # what is found for each size


def main(sizes: Sequence[int], kept: Path | None) -> int:
    """The number of lines that were not kept."""
    print(f"Making malls of {', '.join(f'{size:,}' for size in sizes)} SKUs …", flush=True)
    with malls(sizes, kept) as made:
        inside = {mall.size: {what: mall.inside(what) for what in ("pages", "queries", "engine")} for mall in made}
        asked, memory = _asked(made, {size: found["pages"] for size, found in inside.items()})
    engine = {size: found["engine"] for size, found in inside.items()}
    queries = {size: found["queries"] for size, found in inside.items()}
    _print_pages(asked, sizes)
    _print_figures(made, memory, engine, queries)
    return _print_lines(asked, engine, queries, sizes)


def _asked(made: Sequence[Mall], pages: Mapping[int, Any]) -> tuple[_Table, dict[int, float]]:
    """What was asked by size for each kind of page, and MB of a web process afterwards."""
    with ExitStack() as stack:
        servers: dict[int, WebServer] = {}
        for mall in made:
            command = f"{_GRANIAN} meiduo_mall.wsgi:application"
            servers[mall.size] = stack.enter_context(web_server(command, mall.environment))
        table: _Table = {}
        for kind in _KINDS:
            table |= ask_in_turns(kind, servers, {size: found[kind] for size, found in pages.items()})
        return table, {size: server.memory() / WORKERS for size, server in servers.items()}


def _print_pages(asked: _Table, sizes: Sequence[int]) -> None:
    print(f"\nPages through granian with {WORKERS} workers: ms of one visitor, requests/s of several")
    print(f"{'':18}" + "".join(f"{f'{size:,} SKUs':>27}" for size in sizes) + f"{'growth':>14}")
    print(f"{'':18}" + f"{'p50':>9}{'p95':>9}{'/s':>9}" * len(sizes) + f"{'p50':>8}{'p95':>6}")
    for line, found in asked.items():
        cells = "".join(f"{each.p50:9.2f}{each.p95:9.2f}{each.rate:9,.0f}" for each in found.values())
        first, last = found[sizes[0]], found[sizes[-1]]
        print(f"{line:18}{cells}{last.p50 / first.p50:8.2f}{last.p95 / first.p95:6.2f}")


def _print_figures(made: Sequence[Mall], memory: Mapping[int, float], engine: _Table, queries: _Table) -> None:
    print("\n" + f"{'':40}" + "".join(f"{f'{mall.size:,}':>12}" for mall in made))

    def row(text: str, values: Sequence[float], places: int = 0) -> None:
        print(f"{text:40}" + "".join(f"{value:12,.{places}f}" for value in values))

    row("load_catalogue, s", [mall.making.loading_seconds for mall in made], 1)
    row("index: SKUs/s", [mall.making.indexed / mall.making.building_seconds for mall in made])
    row("index: MB on disk", [mall.making.index_megabytes for mall in made], 1)
    row("engine: questions seen first, p50 ms", [engine[mall.size]["p50"] for mall in made], 2)
    row("engine: questions seen first, p95 ms", [engine[mall.size]["p95"] for mall in made], 2)
    row("engine: the same again, µs", [1000 * engine[mall.size]["again"] for mall in made])
    row("web process, MB (PSS)", [memory[mall.size] for mall in made])
    for look in _BUDGETS:
        row(f"queries: {look}", [queries[mall.size][look] for mall in made])


def _print_lines(asked: _Table, engine: _Table, queries: _Table, sizes: Sequence[int]) -> int:
    """What has to hold, and whether it does."""
    first, last = sizes[0], sizes[-1]
    lines = [(f"{line} grows", found[last].p50 / found[first].p50, _GROWTH) for line, found in asked.items()]
    lines.append(("engine p95, ms", engine[last]["p95"], _ENGINE_P95))
    lines.append(("search page p95, ms", asked["search, cold"][last].p95, _SEARCH_P95))
    lines += [
        (f"queries: {look}", max(found[look] for found in queries.values()), most) for look, most in _BUDGETS.items()
    ]
    print()
    for text, value, most in lines:
        print(f"{'kept  ' if value <= most else 'BROKEN'} {text:28}{value:8.2f}  at most {most}")
    return sum(value > most for _, value, most in lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    return parser.parse_args()


if __name__ == "__main__":
    _given = _arguments()
    sys.exit(main(sorted(_given.sizes), _given.keep and _given.keep.resolve()))
