"""A server that says bytes of the test's choosing, for answers that no server of a cluster would give."""

import socket
import threading
from contextlib import contextmanager

from utils.fastdfs.wire import Address


@contextmanager
def saying(*answers, hangs_up=True):
    """Its address. Each connection gets the next answer, whatever it asks; then it ends, or nothing more comes."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_say, args=(listening, answers, hangs_up, over))
        thread.start()
        try:
            yield Address(*listening.getsockname())
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _say(listening, answers, hangs_up, over):
    connections = []
    for answer in answers:
        try:
            connections.append(listening.accept()[0])
        except OSError:  # the test is over
            break
        connections[-1].recv(1 << 16)
        connections[-1].sendall(answer)
        if hangs_up:
            connections.pop().close()
    over.wait()
    for connection in connections:
        connection.close()
