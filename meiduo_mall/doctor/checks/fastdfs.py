"""FastDFS, when files are kept there: trackers, storages, room."""

from collections.abc import Iterator
from contextlib import closing

from django.conf import settings

from meiduo_mall.doctor.findings import Finding, error, fine, warning
from meiduo_mall.doctor.registry import Mall, check
from utils.fastdfs import ClusterStatus, FastDFSClient, FastDFSError, GroupStatus

_TIMEOUT = 0.8  # seconds for each tracker
_SCARCE = 0.10  # of a group
_WHY = "Pictures cannot be uploaded, and some cannot be seen."
_DO = "Look at FDFS_TRACKERS and the firewall (22122, 23000), and start what is down: manage.py fastdfs status."


@check("fastdfs.cluster")
def cluster(mall: Mall) -> Iterator[Finding]:
    if not settings.FDFS_TRACKERS:
        yield fine("Files are kept in a folder, not in FastDFS.")
        return
    try:
        client = FastDFSClient(settings.FDFS_TRACKERS, connect_timeout=_TIMEOUT, timeout=_TIMEOUT)
        with closing(client):
            status = client.status()
    except FastDFSError as failure:
        yield error(f"FastDFS answers oddly: {failure}", _WHY, _DO)
        return
    yield from [*_of_trackers(status), *_of_storages(status)] or [fine(_summary(status))]


def _summary(status: ClusterStatus) -> str:
    storages = sum(len(group.storages) for group in status.groups)
    return f"{len(status.trackers)} trackers and {storages} storages answer."


def _of_trackers(status: ClusterStatus) -> Iterator[Finding]:
    away = [tracker for tracker in status.trackers if not tracker.is_reachable]
    for tracker in away:
        report = error if len(away) == len(status.trackers) else warning
        why = _WHY if report is error else "Uploads are slower, and the next one that dies takes them along."
        yield report(f"The tracker {tracker.address} does not answer: {tracker.error.rstrip('.')}.", why, _DO)
    if len(away) < len(status.trackers) and not status.is_writable:
        yield error("No storage takes files.", _WHY, _DO)


def _of_storages(status: ClusterStatus) -> Iterator[Finding]:
    for group in status.groups:
        for storage in group.storages:
            if not storage.is_active:
                what = f"The storage {storage.ip}:{storage.port} of {group.group_name} is {storage.status}."
                yield warning(what, "What it alone has cannot be seen; others carry its load.", _DO)
        yield from _of_room(group)


def _of_room(group: GroupStatus) -> Iterator[Finding]:
    if group.total_mb and group.free_mb < _SCARCE * group.total_mb:
        what = f"{group.group_name} has {group.free_mb} of {group.total_mb} MB left."
        yield warning(what, "FastDFS refuses files before its disks are full.", "Add a group, or larger disks.")
