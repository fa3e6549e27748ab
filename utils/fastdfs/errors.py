"""What can go wrong with a FastDFS cluster. Every message is a sentence that names the server and what was asked.

FastDFSError
    Unavailable         no server could do it now; later it may work
        TimedOut        a server was reached, or is up, but did not answer in time
    BadAnswer           a server answered with something that is not the protocol
    Refused(status)     a server answered with an errno
        NotFound        2: there is no such file or group
        NoSpace         28: the disks are full
    BadArgument         not a file id, a group, an extension or metadata that FastDFS could take; nothing was sent
    SourceChanged       the local file ended before the size that was announced; nothing was stored
"""

import errno
import os


class FastDFSError(Exception):
    """Anything that this package raises about FastDFS. Faults of local files stay OSErrors."""

    #: Whether the server may have done what it was asked, e.g. stored a file of which nobody has heard the name.
    may_be_done = False


class Unavailable(FastDFSError):
    """No server could do it: none reached, none active, or the connection broke. Worth trying again later."""

    #: Whether every tracker answered, and knew no storage server that is up.
    none_is_up = False


class TimedOut(Unavailable):
    """A server did not answer in time. An upload that timed out may have been stored: at worst an orphan stays."""


class BadAnswer(FastDFSError):
    """A server sent what the protocol does not allow; its connection was closed."""


class BadArgument(FastDFSError, ValueError):
    """FastDFS could never take this; no server was asked."""


class SourceChanged(FastDFSError):
    """The local file was shorter than announced. The storage server drops what it had received."""


class Refused(FastDFSError):
    """A server answered with a status: an errno of Linux."""

    def __init__(self, sentence: str, *, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class NotFound(Refused):
    """The file, or its group, does not exist."""


class NoSpace(Refused):
    """The disks of the servers that were asked are full."""


def refusal(status: int, *, server: str) -> Refused:
    """The exception for a status that is not 0."""
    kind = {errno.ENOENT: NotFound, errno.ENOSPC: NoSpace}.get(status, Refused)
    return kind(f"{server} refused: {os.strerror(status)} (status {status}).", status=status)
