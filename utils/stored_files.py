"""Files that people upload, wherever they are kept."""

from django.core.files.storage import default_storage


class StorageUnavailable(OSError):
    """The place where files are kept does not answer, or has no room. Nothing was saved.

    Exactly this class is raised, so that a view can have a sentence for it (utils.refusals).
    """


def name_of(url: str) -> str | None:
    """The name of the stored file that this address leads to, for storages that can tell; otherwise None."""
    told = getattr(default_storage, "name_of", None)
    return told(url) if told else None
