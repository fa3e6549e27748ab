"""Pictures that people upload: really decoded, stripped, and kept as WebP in several widths in Django's storage.

The request that brings a picture stores its widest size, which is shown at once; a task makes the others.
"""

from utils.unwanted_files.deleting import delete_files, delete_files_after_commit

from .files import (
    MASTER_WIDTH,
    WIDTHS,
    Rendition,
    delete_pictures,
    store_drawing,
    store_master,
)
from .showing import Picture, StoredPicture, picture_of
from .sizing import PICTURE_FIELDS, SizedLater, Sizes, make_late_sizes, make_sizes, want_sizes
from .uploads import FORMATS, MAX_BYTES, MAX_SIDE, PictureField, PicturesField, SeveralFilesInput, decoded

__all__ = [
    "FORMATS",
    "MASTER_WIDTH",
    "MAX_BYTES",
    "MAX_SIDE",
    "PICTURE_FIELDS",
    "WIDTHS",
    "Picture",
    "PictureField",
    "PicturesField",
    "Rendition",
    "SeveralFilesInput",
    "SizedLater",
    "Sizes",
    "StoredPicture",
    "decoded",
    "delete_files",
    "delete_files_after_commit",
    "delete_pictures",
    "make_late_sizes",
    "make_sizes",
    "picture_of",
    "store_drawing",
    "store_master",
    "want_sizes",
]
