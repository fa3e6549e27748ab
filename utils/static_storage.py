"""Static files for production: style sheets in one piece, hashed names, compressed."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = re.compile(r"""@import\s+(?:url\()?["']([^"']+)["']\)?\s*(?:layer\(([\w.-]+)\))?\s*;""")


class FlattenedManifestStorage(CompressedManifestStaticFilesStorage):
    """Replaces each `@import "file" layer(name);` by the file itself, so that a page loads one style sheet.

    Development serves the single files as they are; only `collectstatic` flattens.
    """

    support_js_module_import_aggregation = True
    # Only our own modules: packages bring scripts that import names which are no files (django_htmx/ext).
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        ManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],  # type: ignore[attr-defined]
    )

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            for path in paths:
                if path.startswith("css/") and path.endswith(".css"):
                    self._flatten(path)
                    paths[path] = (self, path)  # the hashed copy is made of the flat one, not of its source
        yield from super().post_process(paths, dry_run, **options)

    def _flatten(self, path: str) -> None:
        text = self._text(path)
        if "@import" not in text:
            return
        flat = _IMPORT.sub(lambda found: self._layer(path, found[1], found[2]), text)
        self.delete(path)
        self._save(path, ContentFile(flat.encode()))

    def _layer(self, importer: str, target: str, layer: str | None) -> str:
        text = self._text(str(PurePosixPath(importer).parent / target))
        return f"@layer {layer} {{\n{text}\n}}" if layer else text

    def _text(self, path: str) -> str:
        with self.open(path) as file:
            return file.read().decode()
