"""The design system: its gallery, the wiring of its controls, what its sheets and scripts name, and what they weigh."""

import gzip
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from jinja2 import TemplateNotFound
from rjsmin import jsmin

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "static"
MACROS = sorted(path.stem for path in (ROOT / "templates/components").glob("*.html"))
STYLE_BUDGET = SCRIPT_BUDGET = 20_000  # bytes, gzipped
HTMX = "django_htmx/htmx-2.min.js"

_LINKED_BY_ID = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


class Page(HTMLParser):
    """Ids, references to ids, and addresses of sprites in a page."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.references, self.sprites, self.modules = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        self.ids += [given["id"]] if "id" in given else []
        for name in _LINKED_BY_ID:
            self.references += given.get(name, "").split()
        href = given.get("href", "")
        if tag == "use":
            self.sprites.append(href)
        elif href.startswith("#"):
            self.references.append(href[1:])
        self.modules += [given["data-module"]] if "data-module" in given else []


@pytest.fixture
def gallery(client):
    response = client.get("/dev/components/")

    assert response.status_code == 200
    return Page(response.content.decode())


def _gzipped(*contents):
    return sum(len(gzip.compress(content, 9)) for content in contents)


def _flat_sheet(path):
    text = path.read_text()
    imported = re.findall(r'@import "([^"]+)" layer\(\w+\);', text)
    return text + "".join(_flat_sheet(path.parent / name) for name in imported)


def test_every_component_is_in_the_gallery(gallery):
    shown = [each.removeprefix("component-") for each in gallery.ids if each.startswith("component-")]

    assert sorted(shown) == MACROS


def test_component_without_an_example_breaks_the_gallery(client, monkeypatch):
    monkeypatch.setattr("sandbox.gallery.component_names", lambda: ["forgotten"])

    with pytest.raises(TemplateNotFound, match=r"sandbox/examples/forgotten\.html"):
        client.get("/dev/components/")


@pytest.mark.parametrize("name", MACROS)
def test_component_file_holds_the_macro_of_its_name(name):
    source = (ROOT / f"templates/components/{name}.html").read_text()

    assert re.findall(r"{% macro (\w+)\(", source)[-1] == name


def test_gallery_repeats_no_id_and_points_at_none_that_is_missing(gallery):
    repeated = [each for each, count in Counter(gallery.ids).items() if count > 1]

    assert repeated == []
    assert set(gallery.references) <= set(gallery.ids)


@pytest.mark.parametrize("path", ["/dev/components/", "/register/", "/login/", "/login/?method=code", "/nothing-here/"])
def test_pictures_of_a_page_are_in_their_sprites(client, path):
    page = Page(client.get(path).content.decode())

    missing = [use for use in page.sprites if not _is_in_sprite(use)]
    assert page.sprites != []
    assert missing == []


def _is_in_sprite(use):
    address, name = use.removeprefix("/static/").split("#")
    return f'id="{name}"' in (STATIC / address).read_text()


def test_fields_with_errors_say_so_to_screen_readers(client):
    html = client.post("/login/", {"login": "", "password": ""}).content.decode()

    assert re.search(r'<input[^>]*name="login"[^>]*aria-invalid="true"', html)
    assert re.search(r'<input[^>]*name="login"[^>]*aria-describedby="id_login-error"', html)
    assert 'id="id_login-error"' in html
    assert '<a href="#id_login">' in html


def test_anonymous_shop_pages_carry_no_csrf_token(client):
    assert b"csrfmiddlewaretoken" not in client.get("/dev/components/").content


def test_behaviours_named_in_pages_are_the_modules_that_exist():
    files = {path.stem for path in (STATIC / "js/modules").glob("*.js")}
    started = dict(re.findall(r'(\w+): \(\) => import\("\./modules/(\w+)\.js"\)', (STATIC / "js/main.js").read_text()))
    named = set()
    for template in (ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r'data-module"?[=:] ?"(\w+)"', template.read_text()))

    assert started == {name: name for name in files}
    assert named == files


def test_style_sheets_are_all_linked_and_fit_the_budget():
    gallery_only = STATIC / "css/pages/gallery.css"
    sheet = _flat_sheet(STATIC / "css/mall.css")

    unlinked = [path.name for path in (STATIC / "css").rglob("*.css") if path.read_text() not in sheet]
    assert unlinked == [gallery_only.name]
    assert _gzipped((sheet + gallery_only.read_text()).encode()) <= STYLE_BUDGET


def test_scripts_fit_the_budget_with_htmx():
    """All that there are together, each as it is sent: every page loads fewer."""
    scripts = [jsmin(path.read_text()).encode() for path in (STATIC / "js").rglob("*.js")]

    assert _gzipped(Path(finders.find(HTMX)).read_bytes(), *scripts) <= SCRIPT_BUDGET


@pytest.mark.browser
@pytest.mark.parametrize("path", sorted((STATIC / "js/modules").glob("*.js")), ids=lambda path: path.stem)
def test_module_is_a_script_to_the_browser_also_without_its_spaces(chromium, path):
    page = chromium.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))

    for script in (path.read_text(), jsmin(path.read_text())):
        page.add_script_tag(content=f"{script}\nwindow.ran = (window.ran ?? 0) + 1", type="module")
    page.wait_for_function("window.ran === 2")
    page.close()

    assert faults == []


@pytest.mark.once
def test_collected_style_sheet_is_one_file_in_layers(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    storage = "utils.static_storage.FlattenedManifestStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}

    call_command("collectstatic", interactive=False, verbosity=0)

    sheet = next(tmp_path.glob("css/mall.*.css")).read_text()
    assert "@import" not in sheet
    assert sheet.startswith("@layer tokens, base, layout, components, pages;\n@layer tokens {")
    assert sheet.count("{") == sheet.count("}")
    script = next(tmp_path.glob("js/main.*.js")).read_text()
    modules = re.findall(r'import\("\./modules/(\w+)\.\w{12}\.js"\)', script)
    assert sorted(modules) == sorted(path.stem for path in (STATIC / "js/modules").glob("*.js"))
    assert [line for line in script.splitlines() if not line or line.startswith((" ", "//"))] == []
