"""The extension that a stored file gets. It decides as what the storage servers send it to browsers."""

import re
from pathlib import PurePosixPath

HEAD_BYTES = 16  # of a file, enough to know it by

_PICTURES = (
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "webp"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png"),
    (re.compile(rb"\xff\xd8\xff"), "jpg"),
    (re.compile(rb"GIF8[79]a"), "gif"),
)
_EXTENSION = re.compile(r"[a-z0-9]{1,6}")  # FDFS_FILE_EXT_NAME_MAX_LEN in tracker/tracker_types.h
#: Browsers would run what is in them. A drawing (svg) comes from ourselves alone, and a policy keeps it still.
_NEVER = {"htm", "html", "xhtml", "xht", "shtml", "js", "mjs", "xml", "xsl", "swf", "php"}


def extension_for(name: str, head: bytes) -> str:
    """That of the picture that the first bytes show; otherwise the name's, without its dot, or none."""
    for signature, extension in _PICTURES:
        if signature.match(head):
            return extension
    extension = PurePosixPath(name).suffix.removeprefix(".").lower()
    return extension if _EXTENSION.fullmatch(extension) and extension not in _NEVER else ""
