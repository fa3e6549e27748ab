"""Reads a Dockerfile, and carries out its steps in a new Debian without Docker.

    python -m tests.images deploy/Dockerfile [STAGE] [--build-arg NAME=VALUE] [--lay FOLDER]

needs root, mmdebstrap and the network; it proves on a machine without a Docker engine that the steps work from nothing
but a bare system. --lay puts a copy of a folder at /laid, such as clones of sources whose host cannot be reached.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: What the steps find in an image that is not plain Debian.
_BASES = {"python": "python3,python3-dev,python3-venv,python-is-python3,ca-certificates", "debian": "ca-certificates"}
_TRUSTED = "/etc/ssl/certs/ca-certificates.crt"
_NOT_OURS = shutil.ignore_patterns("__pycache__", "*.mo", "tests", "sandbox", "tls")


@dataclass(frozen=True)
class Step:
    """One instruction: its word in capitals, and what follows in one line."""

    word: str
    text: str

    @property
    def words(self) -> list[str]:
        """The list of an instruction in JSON."""
        return json.loads(self.text)


@dataclass
class Stage:
    """What follows one FROM."""

    name: str
    base: str
    steps: list[Step] = field(default_factory=list)

    def last(self, word: str) -> Step:
        return [step for step in self.steps if step.word == word][-1]


def stages(dockerfile: Path) -> dict[str, Stage]:
    """The stages of a Dockerfile by their names, in their order."""
    found: list[Stage] = []
    lines = (line for line in dockerfile.read_text().splitlines() if not line.startswith("#"))
    for line in re.sub(r"\s*\\\n\s*", " ", "\n".join(lines)).splitlines():
        word, _, text = line.strip().partition(" ")
        if word == "FROM":
            base, _, name = text.partition(" AS ")
            found.append(Stage(name, base))
        elif word:
            found[-1].steps.append(Step(word, text))
    return {stage.name: stage for stage in found}


class CleanDebian:
    """A folder with a bare system, in which the steps of one stage are carried out."""

    def __init__(self, folder: Path, stage: Stage, context: Path, arguments: dict[str, str]) -> None:
        self.folder, self.stage, self.context, self.arguments = folder, stage, context, arguments
        self.environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
        self.environment |= {"PIP_CERT": _TRUSTED}
        self.here, self.shell = "/", ["/bin/sh", "-c"]

    def make(self, others: dict[str, "CleanDebian"], laid: Path | None = None) -> None:
        self._lay_base(others)
        if laid:
            shutil.copytree(laid, self.folder / "laid", symlinks=True, dirs_exist_ok=True)
        for step in self.stage.steps:
            sys.stderr.write(f"--- {self.stage.name}: {step.word} {step.text[:100]}\n")
            if step.word == "RUN":
                self.run(step.text)
            elif step.word == "COPY":
                self._copy(step.text, others)
            elif step.word == "WORKDIR":
                self.here = step.text
                self.path(step.text).mkdir(parents=True, exist_ok=True)
            elif step.word == "SHELL":
                self.shell = step.words
            elif step.word in ("ENV", "ARG"):
                pairs = re.findall(r"([A-Z_]+)=(\S+)", step.text)
                self.environment |= {name: self._filled(value) for name, value in pairs} | self.arguments

    def path(self, name: str) -> Path:
        return self.folder / name.lstrip("/") if name.startswith("/") else self.path(f"{self.here}/{name}")

    def run(self, line: str) -> None:
        inside = ["chroot", str(self.folder), *self.shell, f"cd {self.here} && {line}"]
        unshared = ["unshare", "--mount", "--pid", "--fork", f"--mount-proc={self.folder}/proc", *inside]
        subprocess.run(unshared, env=self.environment, check=True, stdin=subprocess.DEVNULL)

    def _lay_base(self, others: dict[str, "CleanDebian"]) -> None:
        if self.stage.base in others:
            subprocess.run(["cp", "-a", f"{others[self.stage.base].folder}/.", str(self.folder)], check=True)
            return
        packages = _BASES[self.stage.base.partition(":")[0]]
        line = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={packages}", "bookworm", str(self.folder)]
        subprocess.run(line, check=True)
        for shared in ("/etc/resolv.conf", _TRUSTED):  # names, and whom this machine trusts
            shutil.copy(shared, self.folder / shared.lstrip("/"))

    def _copy(self, text: str, others: dict[str, "CleanDebian"]) -> None:
        options, words = re.findall(r"--(\w+)=(\S+)", text), [word for word in text.split() if word[:2] != "--"]
        origin = others[dict(options)["from"]].folder if "from" in dict(options) else self.context
        target = self.path(words[-1])
        for pattern in words[:-1]:
            if pattern == ".":
                for source in self._context_files():
                    _lay(source, target / source.relative_to(origin))
                continue
            for source in sorted(origin.glob(pattern.lstrip("/"))):
                _lay(source, target / source.name if words[-1].endswith("/") else target)

    def _context_files(self) -> list[Path]:
        """What .dockerignore lets into the build: it refuses everything and then names what may come."""
        ignored = (ROOT / "deploy" / "Dockerfile.dockerignore").read_text().splitlines()
        return [path for line in ignored if line[:1] == "!" for path in sorted(self.context.glob(line[1:]))]

    def _filled(self, value: str) -> str:
        return re.sub(r"\$\{?(\w+)\}?", lambda name: self.environment.get(name[1], ""), value)


def _lay(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True, ignore=_NOT_OURS)
    else:
        shutil.copy2(source, target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("dockerfile", type=Path)
    parser.add_argument("stage", nargs="?", help="the last stage to make; all of them when it is missing")
    parser.add_argument("--context", type=Path, default=ROOT)
    parser.add_argument("--build-arg", action="append", default=[], help="NAME=VALUE in place of an ARG's own value")
    parser.add_argument("--lay", type=Path, help="a folder to copy to /laid")
    parser.add_argument("--keep", type=Path, help="a folder for the systems; a temporary one when it is missing")
    chosen = parser.parse_args()
    arguments = dict(pair.split("=", 1) for pair in chosen.build_arg)
    with tempfile.TemporaryDirectory(prefix="mall-image-") as name:
        made: dict[str, CleanDebian] = {}
        for stage in stages(chosen.dockerfile).values():
            folder = (chosen.keep or Path(name)) / stage.name
            folder.mkdir(parents=True)
            made[stage.name] = CleanDebian(folder, stage, chosen.context, arguments)
            made[stage.name].make(made, chosen.lay)
            if stage.name == chosen.stage:
                break


if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit("Making a system in a folder needs root.")
    main()
