"""Static files in production: style sheets in one piece, scripts without spaces, hashed names, compressed."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_OUR_SCRIPTS = "js/"
_IMPORT = re.compile(r"""@import\s+(?:url\()?["']([^"']+)["']\)?\s*(?:layer\(([\w.-]+)\))?\s*;""")


class FlattenedManifestStorage(CompressedManifestStaticFilesStorage):
    """Replaces each `@import "file" layer(name);` by the file itself, so that a page loads one style sheet, and
    minifies our own scripts.

    Development serves the single files as they are; only `collectstatic` does this.
    """

    support_js_module_import_aggregation = True
    # Only our own modules: packages bring scripts that import names which are no files (django_htmx/ext).
    _js_module_import_aggregation_patterns = (
        "js/*.js",
        ManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],  # type: ignore[attr-defined]
    )

    def __init__(self, *arguments: Any, use_brotli: bool = False, **options: Any) -> None:
        """`use_brotli` makes a .br beside each .gz: a sixth smaller, and ten seconds more of collectstatic."""
        super().__init__(*arguments, **options)
        self.use_brotli = use_brotli

    def create_compressor(self, **options: Any) -> Any:
        return super().create_compressor(**options, use_brotli=self.use_brotli)

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            for path in paths:
                if path.startswith("css/") and path.endswith(".css"):
                    self._flatten(path)
                    paths[path] = (self, path)  # the hashed copy is made of the flat one, not of its source
                elif path.startswith(_OUR_SCRIPTS) and path.endswith(".js"):
                    self._write(path, jsmin(self._text(path)))
                    paths[path] = (self, path)
        yield from super().post_process(paths, dry_run, **options)

    def _flatten(self, path: str) -> None:
        text = self._text(path)
        if "@import" not in text:
            return
        flat = _IMPORT.sub(lambda found: self._layer(path, found[1], found[2]), text)
        self._write(path, flat)

    def _write(self, path: str, text: str) -> None:
        self.delete(path)
        self._save(path, ContentFile(text.encode()))

    def _layer(self, importer: str, target: str, layer: str | None) -> str:
        text = self._text(str(PurePosixPath(importer).parent / target))
        return f"@layer {layer} {{\n{text}\n}}" if layer else text

    def _text(self, path: str) -> str:
        with self.open(path) as file:
            return file.read().decode()
