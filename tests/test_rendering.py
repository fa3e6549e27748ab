"""The benchmark of the home page compares like with like."""

import pytest
from django.utils import translation

from bench import rendering
from contents.tests.factories import ContentFactory
from goods.tests.factories import SKUFactory, make_menu

_PICTURE = [{"name": "a-480.webp", "width": 480, "height": 200}, {"name": "a.webp", "width": 960, "height": 400}]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_version_of_the_home_page_is_the_same_markup(language, index_catalogue):
    make_menu(groups=2)
    SKUFactory(caption="又快又好", renditions=_PICTURE)
    SKUFactory(stock=100, sales=1234)
    index_catalogue()
    for key in ("lbt", "kx", "ytgg", "1f_logo", "1f_pd", "1f_bq", "1f_new", "1f_cheap", "2f_new"):
        ContentFactory(category__key=f"index_{key}", renditions=_PICTURE, text="¥9.90 & <b>")
        ContentFactory(category__key=f"index_{key}", url="")

    with translation.override(language):
        first, *others = [render() for render in rendering.versions().values()]

        assert len(rendering.markup(first)) > 300
        assert [rendering.difference(first, other) for other in others] == [""] * len(others)
