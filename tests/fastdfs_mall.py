"""A mall whose files are in FastDFS, for the length of a test."""

from io import StringIO

from django.core.management import call_command

from utils.fastdfs.serving import is_file_id


def keep_files_in(running, settings, folder, **options):
    """As FDFS_TRACKERS does; MEDIA_ROOT is where files were kept before."""
    settings.MEDIA_ROOT = folder
    settings.FDFS_TRACKERS = running.trackers
    settings.FDFS_BASE_URLS = options.setdefault("base_urls", ["/media/"])
    options |= {"trackers": running.trackers, "connect_timeout": 1, "timeout": 5}
    storage = {"BACKEND": "utils.fastdfs.storage.FastDFSStorage", "OPTIONS": options}
    settings.STORAGES = settings.STORAGES | {"default": storage}


def empty(running):
    for path in running.storages[0].files():
        path.unlink()


def kept(running):
    """The last parts of the names of all files in the cluster."""
    return {path.name for path in running.storages[0].files()}


def last_parts(names):
    """The same of these names, all of which FastDFS gave."""
    assert [name for name in names if not is_file_id(name)] == []
    return {name.rpartition("/")[2] for name in names}


def start_again(running):
    for server in (*running.trackers_, *running.storages):
        server.start()
    running.wait_until_ready()


def fastdfs(*arguments):
    """What `manage.py fastdfs` says, and its exit status."""
    said = StringIO()
    try:
        call_command("fastdfs", *map(str, arguments), stdout=said)
    except SystemExit as stopped:
        return said.getvalue(), stopped.code
    return said.getvalue(), 0
