"""A small mall to walk through in a browser, and somebody who is signed in there."""

from goods.index.building import rebuild
from goods.index.storage import IndexFolder
from goods.models import Category, Favourite, SKUImage
from goods.services.looking import look_at
from goods.tests.factories import SKUFactory, SPUFactory, make_menu
from users.tests.factories import UserFactory
from utils.pictures import store_drawing


def fill_the_mall(settings, folder):
    """A menu, a product in three colours with two pictures each, and a cheap one beside it; returns the three SKUs."""
    settings.MEDIA_ROOT = folder
    make_menu(groups=2)
    category = Category.objects.filter(level=3).first()
    spu = SPUFactory(name="手机", category=category, brand__name="远山", description="<p>好</p>")
    made = [
        SKUFactory(spu=spu, name=f"手机 {colour}", stock=stock, sales=stock, options={"颜色": colour})
        for colour, stock in (("红", 30), ("蓝", 20), ("绿", 10))
    ]
    SKUFactory(spu__category=category, spu__brand__name="云岭", name="手机 云", price=9)
    drawing = store_drawing(b'<svg xmlns="http://www.w3.org/2000/svg"/>', folder="goods", width=400, height=400)
    SKUImage.objects.bulk_create(SKUImage(sku=sku, renditions=drawing) for sku in made for _ in range(2))
    settings.CATALOGUE_INDEX_DIR = str(folder / "index")
    rebuild(IndexFolder(folder / "index"))
    return made


def shopper_who_saw(goods):
    """Looked at all of them, and keeps the second one, which was dearer and sold out then."""
    shopper = UserFactory(username="alice")
    for sku in goods:
        look_at(user=shopper, sku_id=sku.pk)
    Favourite.objects.create(user=shopper, sku=goods[1], price_then=10_000, was_in_stock=False)
    return shopper


def signed_in_page(page, client, shopper):
    client.force_login(shopper)
    page.emulate_media(reduced_motion="reduce")  # pages do not glide to the next stop
    page.goto("/robots.txt")
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.url}])
    return page
