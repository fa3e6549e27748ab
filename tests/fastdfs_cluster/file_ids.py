"""Names of files, as `storage_gen_filename` and `storage_format_ext_name` in storage/storage_service.c make them.

Twenty bytes in base64 (with - and _, without padding): the server where the file was born, the second, the size with a
random mark in its upper half, and the CRC32. Digits fill the extension up to seven characters. The server is an IPv4
address, or a number that the trackers gave it (`use_storage_id`; always, where servers have IPv6 addresses): its bytes
then come in the other order, and it is below 2 to the 24th (`fdfs_get_server_id_type`, tracker/fdfs_server_id_func.c).
"""

import base64
import errno
import random
import re
import socket
import struct
import threading

_FIELDS = struct.Struct(">4sIQI")
_ENCODED_SIZE = 27
_PATH_SIZE = 10  # M00/00/00/
_FILES_A_FOLDER = 100  # file_distribute_rotate_count of conf/storage.conf
_LOGICAL = re.compile(r"M([0-9A-F]{2})/([0-9A-F]{2}/[0-9A-F]{2}/[^/]+)", re.DOTALL)


class Refused(Exception):
    """The server answers with this status and no body."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Folders:
    """Which folder the next file goes to: 00/00, and the next one after every hundred files."""

    def __init__(self) -> None:
        self._count = 0
        self._lock = threading.Lock()

    def next(self) -> str:
        with self._lock:
            number = self._count // _FILES_A_FOLDER
            self._count += 1
        return f"{number // 256 % 256:02X}/{number % 256:02X}"


def new_name(server: str, born_at: int, size: int, crc32: int, extension: str) -> str:
    """`server` is its IPv4 address or its number."""
    marked = size if size >> 32 else size | (random.getrandbits(23) | 0x80000000) << 32
    source = int(server).to_bytes(4, "little") if server.isdigit() else socket.inet_aton(server)
    encoded = base64.urlsafe_b64encode(_FIELDS.pack(source, born_at, marked, crc32)).decode().rstrip("=")
    digits = 6 - len(extension) if extension else 7
    return encoded + "".join(random.choices("0123456789", k=digits)) + (f".{extension}" if extension else "")


def source_of(name: str) -> tuple[str, int]:
    """The server and the CRC32 in a name that begins with M00/xx/yy/; of any other name, nobody's and 0."""
    encoded = name[_PATH_SIZE : _PATH_SIZE + _ENCODED_SIZE]
    try:
        source, _, _, crc32 = _FIELDS.unpack(base64.urlsafe_b64decode(encoded + "="))
    except (ValueError, struct.error):
        return "0", 0
    number = int.from_bytes(source, "little")
    return (str(number) if number < 1 << 24 else socket.inet_ntoa(source)), crc32


def path_of(name: str) -> str:
    """Where a file is below the folder of the server. Raises Refused, as `storage_split_filename_ex` and
    `fdfs_check_data_filename` (common/fdfs_global.c) do."""
    match = _LOGICAL.fullmatch(name)
    if match is None or match[1] != "00":
        raise Refused(errno.EINVAL)
    return match[2]
