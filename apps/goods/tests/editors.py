"""Editors at work: they open a page of the admin, change some fields, and send the rest back as it was."""

import io
from html.parser import HTMLParser

from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from goods.models import SKU


def editor(username="editor", **fields):
    return get_user_model().objects.create(username=username, is_staff=True, **{"is_superuser": True} | fields)


def desk_of(user):
    client = Client()
    client.force_login(user)
    return client


class _Form(HTMLParser):
    """What a browser would send of one form, without files and buttons."""

    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.fields, self._inside, self._name, self._text = form_id, {}, False, None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self._inside = attrs.get("id") == self.form_id
        elif self._inside and tag in ("input", "textarea", "select") and attrs.get("name"):
            self._take(tag, attrs)
        elif self._inside and tag == "option" and "selected" in attrs and self._name:
            self.fields[self._name] = attrs.get("value", "")

    def _take(self, tag, attrs):
        kind = attrs.get("type", "")
        self._name = attrs["name"]
        if tag == "textarea":
            self._text = []
        elif tag == "select":
            self.fields[self._name] = ""
        elif kind in ("checkbox", "radio"):
            if "checked" in attrs:
                self.fields[self._name] = attrs.get("value", "on")
        elif kind not in ("file", "submit"):
            self.fields[self._name] = attrs.get("value", "")

    def handle_data(self, data):
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag):
        if tag == "textarea" and self._text is not None:
            self.fields[self._name] = "".join(self._text).strip().replace("\n", "\r\n").replace("\r\r", "\r")
            self._text = None


def fields_of(response, form_id):
    parser = _Form(form_id)
    parser.feed(response.content.decode())
    return {name: value for name, value in parser.fields.items() if "__prefix__" not in name}


def save(desk, path, form_id, without=(), **changed):
    """Opens the page, changes these fields and sends it."""
    fields = fields_of(desk.get(path), form_id) | {"_save": "保存"} | changed
    return desk.post(path, {name: value for name, value in fields.items() if name not in without})


def save_sku(desk, sku, without=(), **changed):
    return save(desk, f"/admin/goods/sku/{sku.pk}/change/", "sku_form", without, **changed)


def save_product(desk, spu, without=(), **changed):
    return save(desk, f"/admin/goods/spu/{spu.pk}/change/", "spu_form", without, **changed)


def save_list(desk, without=(), **changed):
    return save(desk, "/admin/goods/sku/", "changelist-form", without, **changed)


def choose(desk, action, skus, **fields):
    chosen = {"action": action, "_selected_action": [sku.pk for sku in skus]}
    return desk.post("/admin/goods/sku/", chosen | fields)


def history(sku):
    entries = LogEntry.objects.filter(object_id=str(sku.pk), content_type__model=SKU._meta.model_name)
    return [(entry.user.username, entry.change_message) for entry in entries.order_by("pk")]


def picture(name="photo.png", size=(600, 300), color="red", form="PNG"):
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, form)
    return SimpleUploadedFile(name, file.getvalue(), f"image/{form.lower()}")
