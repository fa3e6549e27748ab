"""The world outside, for benchmarks: an SMS provider and a mail server in one event loop, both taking their time."""

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import Coroutine
from typing import Any

_ANSWER = json.dumps({"statusCode": "000000", "templateSMS": {"smsMessageSid": "1"}}).encode()
_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
_BACKLOG = 4096


class Outside:
    """Runs in a thread of its own inside a `with` block. `sms` and `mails` are the moments at which each arrived."""

    def __init__(self, *, sms_seconds: float = 0, mail_seconds: float = 0) -> None:
        self.sms_seconds = sms_seconds
        self.mail_seconds = mail_seconds
        self.sms: list[float] = []
        self.mails: list[float] = []
        self.begun_mails = 0
        self.subjects: set[bytes] = set()
        self._servers: list[asyncio.Server] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> "Outside":
        self._thread.start()
        self.http_port = self._run(self._listen(self._provider))
        self.smtp_port = self._run(self._listen(self._mail_server))
        return self

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def settings(self) -> dict[str, object]:
        """What a worker has to be told to reach it."""
        smtp = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
        smtp |= {"EMAIL_USE_SSL": "false"}
        return {**smtp, "EMAIL_PORT": self.smtp_port, "RONGLIAN_BASE_URL": f"http://127.0.0.1:{self.http_port}"}

    def _run(self, coroutine: Coroutine[Any, Any, int]) -> int:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    async def _hang_up(self) -> None:
        for server in self._servers:
            server.close()
        talks = asyncio.all_tasks() - {asyncio.current_task()}
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _listen(self, talk: Any) -> int:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(asyncio.CancelledError, asyncio.IncompleteReadError, ConnectionError):
                await talk(reader, writer)
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=_BACKLOG)
        self._servers.append(server)
        return server.sockets[0].getsockname()[1]

    async def _provider(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        self.sms.append(time.time())
        await asyncio.sleep(self.sms_seconds)
        writer.write(_HTTP % (len(_ANSWER), _ANSWER))

    async def _mail_server(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                self.begun_mails += 1
                await asyncio.sleep(self.mail_seconds)
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                mail = await reader.readuntil(b"\r\n.\r\n")
                self.mails.append(time.time())
                self.subjects.add(next(text for text in mail.splitlines() if text.startswith(b"Subject: ")))
            writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 fine\r\n")
