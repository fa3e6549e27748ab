"""Servers on this machine that answer as they are told, for the clients of companies: HTTP and SMTP."""

import contextlib
import json
import socketserver
import threading
import time
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

SENT = {"statusCode": "000000", "templateSMS": {"smsMessageSid": "sms-1", "dateCreated": "20261123120000"}}


class Request(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes


class _Server:
    """Starts and stops in a `with` block; answers with the given answers in order, the last one again and again.

    It answers after `delay` seconds, and while its gate is closed not at all. It listens on a free port, or on `port`.
    """

    def __init__(self, *answers, delay=0.0, is_open=True, port=0):
        self.port = port
        self.answers = list(answers)
        self.delay = delay
        self.gate = threading.Event()
        if is_open:
            self.gate.set()
        self.received = []
        self._lock = threading.Lock()

    def __enter__(self):
        self._server = self._make_server()
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(self, *error):
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next_answer(self, request):
        with self._lock:
            self.received.append(request)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        time.sleep(self.delay)
        self.gate.wait()
        return answer


class HttpServer(_Server):
    """Answers: a status code, a dictionary (JSON, 200), a text (200), a status code with one of these, or None to
    hang up without a word."""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def _make_server(self):
        handler = type("Handler", (_HttpHandler,), {"owner": self})
        return _WaitingRoom(("127.0.0.1", self.port), handler)


class _WaitingRoom(ThreadingHTTPServer):
    """Twenty may come at once, and a busy machine lets them in one after the other."""

    request_queue_size = 128


class _HttpHandler(BaseHTTPRequestHandler):
    owner: HttpServer

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = self.owner.next_answer(Request(self.path, dict(self.headers), body))
        if answer is None:
            return
        status, answer = answer if isinstance(answer, tuple) else (200, answer)
        text = json.dumps(answer) if isinstance(answer, dict) else str(answer)
        self.send_response(answer if isinstance(answer, int) else status)
        if isinstance(answer, dict):
            self.send_header("Content-Type", "application/json")
        self.send_header("Location", "/elsewhere")  # only a redirection means anything by it
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        try:
            self.wfile.write(text.encode())
        except OSError:  # the client did not wait
            self.close_connection = True

    def do_GET(self):
        self.do_POST()

    def log_message(self, *args):
        pass


class SmtpServer(_Server):
    """Takes mails. Answers: the reply to RCPT, e.g. "250 fine" or "550 no such user"; None hangs up instead."""

    @property
    def subjects(self):
        """The subjects of the mails that were taken, in order."""
        return [mail["Subject"] for mail in self.mails]

    @property
    def mails(self):
        """The mails that were taken, in order."""
        taken = [text for text in list(self.received) if not text.startswith(b"rcpt ")]
        return [message_from_bytes(mail, policy=policy.default) for mail in taken]

    def _make_server(self):
        handler = type("Handler", (_SmtpHandler,), {"owner": self})
        return _SmtpListener(("127.0.0.1", self.port), handler)


class _SmtpListener(socketserver.ThreadingTCPServer):
    request_queue_size = 100
    daemon_threads = True  # a worker that was killed leaves its conversation open


class _SmtpHandler(socketserver.StreamRequestHandler):
    owner: SmtpServer

    def handle(self):
        self._say("220 ready")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                reply = self.owner.next_answer(line)
                if reply is None:
                    return
                self._say(reply)
            elif verb == b"DATA":
                self._say("354 go on")
                self.owner.received.append(self._message())
                self._say("250 taken")
            else:
                self._say("221 bye" if verb == b"QUIT" else "250 fine")

    def _message(self):
        lines = []
        while (line := self.rfile.readline()).rstrip() != b".":
            lines.append(line)
        return b"".join(lines)

    def _say(self, line):
        with contextlib.suppress(OSError):  # the client did not wait
            self.wfile.write(f"{line}\r\n".encode())
