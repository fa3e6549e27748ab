"""Why a file is not read as a sheet, for the person who sent it."""

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import refusals
from .reading import Bounds
from .refusals import SheetRefused

_SENTENCES: dict[type[SheetRefused], Promise] = {
    refusals.TooHeavy: _("文件太大：不能超过 %(size)s，解压后不能超过 %(unpacked)s。请分成几个文件上传。"),
    refusals.TooManyRows: _("行数太多：一次最多导入 %(rows)d 行。请分成几个文件上传。"),
    refusals.TooWide: _("第 %(row)d 行的列太多：最多 %(columns)d 列。"),
    refusals.Empty: _("这个文件是空的。"),
    refusals.Locked: _("打不开：文件加了密码，或者是旧的 xls 格式。请另存为不加密码的 xlsx 再上传。"),
    refusals.NoSheet: _("这不是表格：请上传 xlsx 文件，或者 UTF-8、GB18030 编码的 csv 文件。"),
    refusals.Unreadable: _("文件读不出来，可能已损坏。请用 Excel 或 WPS 打开，另存为 xlsx 再上传。"),
}


def sentence_for(refusal: SheetRefused, bounds: Bounds) -> str:
    limits = {
        "size": filesizeformat(bounds.size),
        "unpacked": filesizeformat(bounds.unpacked),
        "rows": bounds.rows - 1,
        "columns": bounds.columns,
    }
    return str(_SENTENCES[type(refusal)]) % (limits | refusal.values)
