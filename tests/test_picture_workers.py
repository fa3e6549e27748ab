"""Uploads in the admin, and their sizes by a real worker, and by a second one when the first was killed in between."""

import io
import os
import signal
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from celery_tasks.pictures import tasks
from contents.models import Content
from contents.tests.factories import ContentFactory
from goods.models import SKUImage
from goods.tests.editors import desk_of, editor, save, save_sku
from goods.tests.factories import SKUFactory
from tests.test_account_journey import database_url
from tests.workers import DB_LINE, RunningWorker, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ALL = [480, 960, 1440]


@pytest.fixture
def start(tmp_path, settings):
    """Starts a worker that shares database and media folder with this test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    workers = []

    def start_worker():
        there = {"DATABASE_URL": database_url(), "MEDIA_ROOT": settings.MEDIA_ROOT, "SECRET_KEY": settings.SECRET_KEY}
        workers.append(RunningWorker(DB_LINE, tmp_path, **there))
        return workers[-1].__enter__()

    yield start_worker
    for worker in workers:
        worker.kill()


def photograph(size=(4000, 3000)):
    file = io.BytesIO()
    Image.effect_noise(size, 60).save(file, "JPEG", quality=40)
    return SimpleUploadedFile("photo.jpg", file.getvalue(), "image/jpeg")


def files_in(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def names():
    return {each["name"] for row in [*SKUImage.objects.all(), *Content.objects.all()] for each in row.renditions}


def widths():
    rows = [*SKUImage.objects.order_by("pk"), *Content.objects.order_by("pk")]
    return [[each["width"] for each in row.renditions] for row in rows]


def test_uploaded_photographs_are_on_the_pages_at_once_and_a_worker_makes_their_sizes(start, settings):
    sku, content, desk = SKUFactory(), ContentFactory(), desk_of(editor())
    save_sku(desk, sku, uploads=[photograph(), photograph()])
    save(desk, f"/admin/contents/content/{content.pk}/change/", "content_form", upload=photograph())
    shown = [Client().get(path).content.decode().count("-1440.webp") > 0 for path in (sku.get_absolute_url(), "/")]

    worker = start()
    wait_until(lambda: widths() == [ALL, ALL, ALL], lambda: worker.text)

    assert shown == [True, True]
    assert files_in(settings.MEDIA_ROOT) == names()
    for path in (sku.get_absolute_url(), "/"):
        wait_until(lambda path=path: "-960.webp 960w" in Client().get(path).content.decode(), patience=10)


def test_sizes_that_a_killed_worker_had_begun_are_made_by_another_and_nothing_is_left_behind(start, settings):
    sku, desk = SKUFactory(), desk_of(editor())
    save_sku(desk, sku, uploads=[photograph((1440, 8000)) for _ in range(4)])
    first = start()
    wait_until(lambda: len(files_in(settings.MEDIA_ROOT) - names()) == 1, lambda: first.text)  # one size of two
    os.killpg(first.process.pid, signal.SIGKILL)
    first.process.wait()
    half, left = widths(), files_in(settings.MEDIA_ROOT) - names()

    SKUImage.objects.exclude(sizes_wanted_at=None).update(sizes_wanted_at=timezone.now() - timedelta(minutes=2))
    second = start()
    tasks.size_late_goods.delay()  # what the clock sends
    wait_until(lambda: widths() == [ALL] * 4, lambda: second.text)

    assert (len(left), [1440] in half) == (1, True)
    assert files_in(settings.MEDIA_ROOT) == names()
