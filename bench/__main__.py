"""`make bench`: every benchmark in turn, each printing its table. Names pick some: `make bench ARGS="pages tasks"`.

Measure on a quiet machine; what counts are the ratios within one table.
"""

import subprocess
import sys

BENCHMARKS = (
    "starting",
    "pages",
    "catalogue",
    "tasks",
    "attack",
    "enumeration",
    "admin",
    "orders",
    "metrics",
    "fastdfs",
    "drills",
)


def main(names: list[str]) -> int:
    """The number of benchmarks that failed."""
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print(f"No benchmark is called {', '.join(sorted(unknown))}; there are: {', '.join(BENCHMARKS)}.")
        return 1
    failed = 0
    for name in names or BENCHMARKS:
        print(f"\n=== {name} ===", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
