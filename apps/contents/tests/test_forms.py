import pytest

from contents.forms import ContentForm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("moment", ["0001-01-01 00:00", "9999-12-31 23:59"])
def test_moment_at_the_end_of_the_calendar_is_refused_with_a_sentence(moment):
    form = ContentForm({"starts_at": moment})

    assert form.errors["starts_at"] == ["请输入 2000 年到 2200 年之间的时间"]
