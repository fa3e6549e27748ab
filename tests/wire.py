"""A proxy that counts round trips between a client and its server, on the wire."""

import socket
import threading
from pathlib import Path


class RoundTripCounter:
    """Forwards connections from a port of its own to a TCP port or Unix socket and counts round trips.

    A round trip begins when the client says something after the server spoke (or at the start): a pipeline is one.
    """

    def __init__(self, server: str) -> None:
        self.server = server  # "host:port" or the path of a Unix socket
        self.count = 0
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            client, _ = self._listener.accept()
            server = self._connect()
            turn = {"client": False}
            threading.Thread(target=self._pump, args=(client, server, turn, True), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client, turn, False), daemon=True).start()

    def _connect(self):
        if Path(self.server).is_absolute():
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.server)
            return server
        host, port = self.server.rsplit(":", 1)
        return socket.create_connection((host, int(port)))

    def _pump(self, source, target, turn, from_client):
        while chunk := source.recv(65536):
            with self._lock:
                if from_client and not turn["client"]:
                    self.count += 1
                turn["client"] = from_client
            target.sendall(chunk)
        target.close()
