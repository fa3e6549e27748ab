"""The process of one server: see apart.py."""

import json
import sys
from typing import Any

from tests.fastdfs_cluster.serving import Server
from tests.fastdfs_cluster.storage import Storage
from tests.fastdfs_cluster.tracker import Tracker

_KINDS = {"tracker": Tracker, "storage": Storage}


def _serve() -> None:
    first = json.loads(sys.stdin.readline())
    server: Server = _KINDS[first["kind"]](**first["settings"])
    server.port = first["port"]
    server.start()
    _answer(server.port)
    for line in sys.stdin:
        message = json.loads(line)
        wanted = getattr(server, message["name"])
        _answer(wanted(*message["arguments"], **message["options"]) if callable(wanted) else wanted)


def _answer(content: Any) -> None:
    sys.stdout.write(json.dumps(content, default=str) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _serve()
