"""Storing a file, and when that may be tried again.

A storage server stores a file once it has its last byte, and drops what it got when the connection breaks before that
(storage/storage_service.c: dio_write_finish_clean_up). So a repeat leaves no second file when

- no connection could be made, or it broke before the last byte was handed over,
- the server refused.

It may leave one, to which nobody has a name, when everything was sent and the connection then broke without an answer.
On a kept connection this nearly always means that the server had gone away long before, so that it is tried again,
there or, when it is gone, at another; on a new one it is reported. A time-out is always reported: the server may be at
work.
"""

from itertools import islice

from .connection import Connection, Source
from .errors import BadAnswer, FastDFSError, Refused, Unavailable
from .pool import Pool
from .rests import Patience
from .trackers import Trackers
from .wire import Address, FileId, Target, packed_upload, read_stored

#: Servers that are tried for one upload.
_MOST_SERVERS = 4


def store(
    trackers: Trackers, pool: Pool, source: Source, *, extension: str, group: str | None
) -> tuple[FileId, Address]:
    """The new file, and the server that took it.

    Raises what the last server raised, or Unavailable with all their sentences; NoSpace when all were full.
    """
    failures: list[FastDFSError] = []
    patience = Patience(pool.patience)
    for target in islice(trackers.targets(group), _MOST_SERVERS):
        try:
            return _store_at(pool, target, source, extension), target.address
        except (Unavailable, BadAnswer, Refused) as error:
            if error.may_be_done or not source.can_repeat:
                raise
            failures.append(error)
        if patience.ends_with(failures[-1]):
            break
    if not failures:
        raise Unavailable("The FastDFS trackers know no storage server for a file.")
    if len(failures) == 1 or all(isinstance(error, Refused) for error in failures):
        raise failures[-1]
    raise Unavailable("No FastDFS storage server took the file. " + " ".join(map(str, failures)))


def _store_at(pool: Pool, target: Target, source: Source, extension: str) -> FileId:
    request = packed_upload(target, size=source.size, extension=extension)

    def conversation(connection: Connection) -> FileId:
        return connection.ask(request, lambda body: read_stored(body, target.group), source=source)

    return pool.talk(target.address, conversation, may_repeat=lambda: source.can_repeat)
