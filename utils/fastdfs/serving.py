"""Where browsers find a file of FastDFS: at one of the public addresses of the storage servers.

The token against links from elsewhere is that of the nginx module, which checks it: `fdfs_http_gen_token` and
`fdfs_http_check_token` in common/fdfs_http_shared.c of happyfish100/fastdfs, called with the file_id without its group
by src/common.c of happyfish100/fastdfs-nginx-module.
"""

import hashlib
import re
import time
import zlib
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

#: group/Mpp/xx/yy/name.ext: storage path, two levels of folders, and 27 or more characters that the server made
#: of address, time, size and CRC. FDFS_NORMAL_LOGIC_FILENAME_LENGTH in tracker/tracker_types.h of happyfish100/fastdfs.
#: The whole name has at most 127 (tracker_service.c).
FILE_ID = re.compile(r"[A-Za-z0-9]{1,16}/M[0-9A-F]{2}/[0-9A-F]{2}/[0-9A-F]{2}/[\w-]{27,110}(?:\.\w{1,6})?", re.ASCII)


def is_file_id(name: str) -> bool:
    """Whether FastDFS gave this name; other names are of files that were kept elsewhere before."""
    return FILE_ID.fullmatch(name) is not None


class PublicAddresses:
    """Makes the addresses of files, and reads them again."""

    def __init__(self, base_urls: Sequence[str], *, token_secret: str = "", token_seconds: int = 0) -> None:
        self._bases = tuple(f"{base.rstrip('/')}/" for base in base_urls)
        self._secret = token_secret
        self._seconds = token_seconds

    def url(self, file_id: str) -> str:
        """The same base for the same file in every process, so that browsers and caches keep one copy of it.

        With a secret, the address is good for at least `token_seconds` and at most twice as long; it changes once in
        that time.
        """
        address = self._bases[zlib.crc32(file_id.encode()) % len(self._bases)] + quote(file_id)
        if not self._secret:
            return address
        # The end of the present stretch of time: servers accept moments that are still to come.
        ts = (int(time.time()) // self._seconds + 1) * self._seconds
        return f"{address}?token={token(file_id, secret=self._secret, ts=ts)}&ts={ts}"

    def file_id_of(self, url: str) -> str | None:
        """The file that this address leads to, with or without a token; None when it is none of ours."""
        for base in self._bases:
            file_id = url.removeprefix(base).partition("?")[0]
            if url.startswith(base) and is_file_id(file_id):
                return file_id
        return None


def token(file_id: str, *, secret: str, ts: int) -> str:
    """What the nginx module expects at `ts` (seconds since 1970) of this file."""
    without_group = file_id.partition("/")[2]
    return hashlib.md5(f"{without_group}{secret}{ts}".encode(), usedforsecurity=False).hexdigest()


def origin_of(url: str) -> str:
    """Scheme and host for a content security policy; empty for an address on the mall's own host."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""
