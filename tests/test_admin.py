"""The admin: each group its rights, and every write on the next page."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from contents.models import Content
from contents.tests.factories import ContentFactory, SlotFactory, picture_bytes
from goods.models import Category
from goods.tests.factories import CategoryFactory, ChannelFactory
from tests.staff_people import make_groups, signed_in, staff

pytestmark = pytest.mark.django_db

PAGES = ("contents/contentcategory", "contents/content", "goods/category", "goods/channelgroup", "goods/channel")
NO_WINDOW = {"starts_at_0": "", "starts_at_1": "", "ends_at_0": "", "ends_at_1": ""}


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


staff_groups = import_module("users.migrations.0002_staff_groups")


@pytest.fixture
def _groups():
    make_groups()


@pytest.fixture
def admin():
    return signed_in(staff(is_superuser=True))


def content_form(content, **changed):
    fields = {"category": content.category_id, "title": content.title, "url": content.url, "text": content.text}
    return fields | {"sequence": content.sequence, "is_visible": "on"} | NO_WINDOW | changed


def no_lines(prefix):
    return {f"{prefix}-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}


# --- Rights ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_groups")
@pytest.mark.parametrize(
    ("group", "readable", "writable"),
    [("editor", PAGES, PAGES), ("analyst", (*PAGES, "users/user"), ()), ("order clerk", ("users/user",), ())],
)
def test_each_group_reads_and_writes_what_its_work_needs(group, readable, writable):
    client = signed_in(staff(group))

    for model in (*PAGES, "users/user", "auth/group"):
        assert client.get(f"/admin/{model}/").status_code == (200 if model in readable else 403), model
        assert client.get(f"/admin/{model}/add/").status_code == (200 if model in writable else 403), model


@pytest.mark.usefixtures("_groups")
def test_analyst_cannot_save_what_they_can_see():
    content = ContentFactory(title="原来的")
    client = signed_in(staff("analyst"))

    page = client.get(f"/admin/contents/content/{content.pk}/change/")
    slot = client.get(f"/admin/contents/contentcategory/{content.category_id}/change/")
    saving = client.post(f"/admin/contents/content/{content.pk}/change/", content_form(content, title="改了"))

    for seen in (page, slot):
        assert "原来的" in seen.content.decode()
        assert b'type="file"' not in seen.content
        assert b"Upload" not in seen.content
    assert saving.status_code == 403
    assert Content.objects.get().title == "原来的"


@pytest.mark.usefixtures("_groups")
def test_groups_can_be_taken_away_again():
    before = Group.objects.create(name="packers")

    staff_groups.remove_groups(apps, connection.schema_editor())

    assert list(Group.objects.all()) == [before]


# --- What may be saved ----------------------------------------------------------------------------


def save_content(client, content, **changed):
    return client.post(f"/admin/contents/content/{content.pk}/change/", content_form(content, **changed))


def test_uploaded_picture_is_shown_at_once_in_its_widest_size(admin):
    content = ContentFactory()

    save_content(admin, content, upload=SimpleUploadedFile("photo.jpg", picture_bytes(form="JPEG")))

    content.refresh_from_db()
    assert [each["width"] for each in content.renditions] == [1440]


@pytest.mark.parametrize("body", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<script>alert(1)</script>"])
def test_upload_that_is_no_picture_is_refused_with_a_sentence(admin, body):
    content = ContentFactory()

    response = save_content(admin, content, upload=SimpleUploadedFile("photo.png", body, "image/png"))

    assert "这不是可用的图片：请上传 JPEG、PNG、WebP 或 GIF 文件。" in response.content.decode()
    content.refresh_from_db()
    assert content.renditions == []


def test_link_that_would_run_a_script_is_refused(admin):
    content = ContentFactory(url="/")

    response = save_content(admin, content, url="javascript:alert(1)")

    assert "链接须以 / 开头" in response.content.decode()
    content.refresh_from_db()
    assert content.url == "/"


def test_picture_is_removed_by_ticking_its_box(admin):
    content = ContentFactory()
    save_content(admin, content, upload=SimpleUploadedFile("photo.png", picture_bytes()))

    save_content(admin, content, **{"upload-clear": "on"})

    content.refresh_from_db()
    assert content.renditions == []


def test_key_that_names_no_slot_is_refused(admin):
    form = {"name": "新位置", "key": "index_1f_", "position": 0} | no_lines("contents")

    response = admin.post("/admin/contents/contentcategory/add/", form)

    assert "没有这个位置" in response.content.decode()


# --- Every write is on the next page --------------------------------------------------------------


def edit_content(admin, content):
    save_content(admin, content, title="新的标题")


def add_content(admin, content):
    admin.post("/admin/contents/content/add/", content_form(content, title="新的标题"))


def edit_in_slot(admin, content):
    line = {"id": content.pk, "category": content.category_id, "title": "新的标题", "url": "/", "sequence": 0}
    lines = {f"contents-0-{name}": value for name, value in (line | {"is_visible": "on"}).items()}
    total = {"contents-TOTAL_FORMS": 1, "contents-INITIAL_FORMS": 1}
    slot = {"name": "轮播", "key": "index_lbt", "position": 0}
    admin.post(f"/admin/contents/contentcategory/{content.category_id}/change/", slot | lines | total)


def add_in_slot_with_picture(admin, content):
    line = {"title": "新的标题", "url": "/", "sequence": 0, "is_visible": "on"}
    upload = SimpleUploadedFile("photo.png", picture_bytes())
    lines = {f"contents-0-{name}": value for name, value in (line | {"upload": upload}).items()}
    total = {"contents-TOTAL_FORMS": 1, "contents-INITIAL_FORMS": 0}
    slot = {"name": "二楼", "key": "index_2f_pd", "position": 0}
    admin.post("/admin/contents/contentcategory/add/", slot | lines | total)


def rename_category(admin, content):
    category = Category.objects.get()
    admin.post(f"/admin/goods/category/{category.pk}/change/", {"name": "新的标题", "parent": "", "sequence": 0})


def add_channel(admin, content):
    category = CategoryFactory(name="新的标题")
    line = {"channels-0-category": category.pk, "channels-0-url": "", "channels-0-sequence": 0}
    total = {"channels-TOTAL_FORMS": 1, "channels-INITIAL_FORMS": 0}
    admin.post("/admin/goods/channelgroup/add/", {"name": "新组", "sequence": 0} | line | total)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "write", [edit_content, add_content, edit_in_slot, add_in_slot_with_picture, rename_category, add_channel]
)
def test_what_an_editor_wrote_is_on_the_next_page(admin, client, write):
    content = ContentFactory(title="旧的标题")
    ChannelFactory()
    before = client.get("/").content.decode()

    write(admin, content)

    assert "新的标题" not in before
    assert "新的标题" in client.get("/").content.decode()


def hide_in_list(admin, content):
    line = {"form-0-id": content.pk, "form-0-sequence": 0}
    admin.post("/admin/contents/content/", line | {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "_save": "保存"})


def delete_one(admin, content):
    admin.post(f"/admin/contents/content/{content.pk}/delete/", {"post": "yes"})


def delete_chosen(admin, content):
    chosen = {"action": "delete_selected", "_selected_action": content.pk, "post": "yes"}
    admin.post("/admin/contents/content/", chosen)


def delete_in_slot(admin, content):
    line = {"id": content.pk, "category": content.category_id, "title": "x", "sequence": 0, "DELETE": "on"}
    lines = {f"contents-0-{name}": value for name, value in line.items()}
    total = {"contents-TOTAL_FORMS": 1, "contents-INITIAL_FORMS": 1}
    slot = {"name": "轮播", "key": "index_lbt", "position": 0}
    admin.post(f"/admin/contents/contentcategory/{content.category_id}/change/", slot | lines | total)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", [hide_in_list, delete_one, delete_chosen, delete_in_slot])
def test_what_an_editor_took_away_is_not_on_the_next_page(admin, client, write):
    content = ContentFactory(title="旧的标题")
    before = client.get("/").content.decode()

    write(admin, content)

    assert "旧的标题" in before
    assert "旧的标题" not in client.get("/").content.decode()


_READER = """
import sys, django
django.setup()
from django.test import Client
client = Client()
for title in sys.stdin:
    print(title.strip() in client.get("/").content.decode(), flush=True)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_an_editor_wrote_is_on_the_next_page_of_another_process(admin):
    content = ContentFactory(title="标题0")
    command = [sys.executable, "-c", _READER]
    environment = os.environ | {"DATABASE_URL": _test_database_url(), "PYTHONPATH": f"apps{os.pathsep}."}
    with subprocess.Popen(
        command, cwd=Path(__file__).parents[1], env=environment, stdin=-1, stdout=-1, text=True
    ) as reader:

        def reads(title):
            print(title, file=reader.stdin, flush=True)
            return reader.stdout.readline().strip() == "True"

        assert reads("标题0")
        for number in range(1, 10):
            save_content(admin, content, title=f"标题{number}")
            assert reads(f"标题{number}")


def _test_database_url():
    """The database of this test process, for another one."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"


# --- The lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("model", "make", "queries"),
    [
        ("goods/category", lambda number: CategoryFactory(parent=CategoryFactory()), 5),
        ("goods/channel", lambda number: ChannelFactory(), 5),
        ("goods/channelgroup", lambda number: ChannelFactory(), 4),
        ("contents/content", lambda number: ContentFactory(), 6),
        ("contents/contentcategory", lambda number: SlotFactory(key=f"index_{number}f_pd"), 5),
    ],
)
def test_lists_take_no_more_queries_for_three_rows(admin, django_assert_num_queries, rows, model, make, queries):
    for number in range(1, rows + 1):
        make(number)

    with django_assert_num_queries(queries):
        assert admin.get(f"/admin/{model}/").status_code == 200


def test_theme_speaks_the_language_of_the_visitor(admin):
    CategoryFactory()
    chinese = admin.get("/admin/goods/category/").content.decode()
    admin.cookies["django_language"] = "en"
    english = admin.get("/admin/goods/category/").content.decode()

    assert ("筛选" in chinese, "Filters" in chinese) == (True, False)
    assert ("筛选" in english, "Filters" in english) == (False, True)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_admin_works_in_a_browser_under_its_policy(admin, browser_page, live_server):
    session = {"name": "sessionid", "value": admin.cookies["sessionid"].value, "url": live_server.url}
    browser_page.context.add_cookies([session])
    ContentFactory()
    ChannelFactory(category__name="手机")
    CategoryFactory(name="电脑")

    for path in ("", *(f"{model}/{page}" for model in PAGES for page in ("", "add/"))):
        browser_page.goto(f"/admin/{path}", wait_until="networkidle")
    browser_page.goto("/admin/goods/category/add/")
    browser_page.locator(".select2-selection").click()
    browser_page.locator(".select2-search__field").fill("手")
    browser_page.locator(".select2-results__option", has_text="手机").click()
    browser_page.locator("[name=name]").fill("老人机")
    browser_page.locator("[name=_save]").click()
    browser_page.wait_for_url("**/admin/goods/category/")

    assert Category.objects.get(name="老人机").parent.name == "手机"
