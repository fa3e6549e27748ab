"""Every part of the mall is stopped in turn while visitors go on. `python -m bench.drills`

Two MariaDB servers that replicate, three Redis servers, granian, a worker and a mail server run in a temporary folder.
A guest and a shopper open the catalogue, their own pages, put into the cart, order, save a mail address, sign in.
"""

import os
import sys
import tempfile
from pathlib import Path

_ROUNDS = 5


def main() -> int:
    """The number of drills that did not go as they have to."""
    with tempfile.TemporaryDirectory(prefix="mall-drills-") as name:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "meiduo_mall.settings.test", "ENV_FILE": os.devnull}
        os.environ |= {"DATA_DIR": name, "LOG_DIR": name}
        sys.path.insert(0, "apps")
        import django

        django.setup()
        return _run_all(Path(name))


def _run_all(folder: Path) -> int:
    from tests.drills.drilling import BACK, PATIENT, PROMPT, Report, drills, run, run_worker
    from tests.drills.parts import POOLS, DrillMall
    from tests.drills.walking import Walk

    def show(report: Report) -> bool:
        print(
            f"{report.part:34}{len(report.answers):>9}{len(report.errors):>8}{report.slowest:>10.2f}"
            f"{report.seconds_to_recover:>9.1f}  {', '.join(report.refused) or '-'}",
            flush=True,
        )
        for error in report.errors:
            print(f"    {error}")
        return not report.errors and report.slowest < report.limit and report.seconds_to_recover < BACK

    print(f"{'':34}{'':>9}{'':>8}{'slowest':>10}{'seconds':>9}")
    print(f"{'part':34}{'requests':>9}{'errors':>8}{'answer, s':>10}{'to mend':>9}  says that it cannot be done now")
    with DrillMall(folder) as mall:
        walk = Walk(mall.web.url, mailers=100)
        kept = [show(run_worker(pool, mall, walk)) for pool in POOLS]
        kept += [show(run(drill, walk, rounds=_ROUNDS)) for drill in drills(mall, walk)]
    rule = (
        f"no errors, answers within {PROMPT:.0f} s ({PATIENT:.0f} s: primary, FastDFS hang), mended within {BACK:.0f} s"
    )
    print(f"\n{kept.count(True)} of {len(kept)} as they have to: {rule}")
    return kept.count(False)


if __name__ == "__main__":
    sys.exit(main())
