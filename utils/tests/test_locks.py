import socket
import subprocess
import sys

import pytest

from utils.locks import AlreadyLocked, locked_file, port_is_free

pytestmark = pytest.mark.once
HOLDS = "import sys; from pathlib import Path; from utils.locks import locked_file\n"
HOLDS += "with locked_file(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"


def test_lock_is_refused_while_another_process_holds_it_and_free_when_it_is_killed(tmp_path):
    path = tmp_path / "lock"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(path)], **pipes) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyLocked), locked_file(path):
            pass
        other.kill()

    with locked_file(path):
        pass


def test_port_is_free_until_somebody_listens():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        taken = not port_is_free("127.0.0.1", port)

    assert (taken, port_is_free("127.0.0.1", port)) == (True, True)
