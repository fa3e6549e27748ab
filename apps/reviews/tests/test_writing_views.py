"""The pages where buyers write reviews, and find theirs."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goods.tests.editors import picture
from orders.models import Order, OrderLine
from orders.states import Status
from reviews.models import HideReason, Review, State
from users.tests.factories import UserFactory

from .factories import ReviewFactory, given_order

pytestmark = pytest.mark.django_db
GOOD = {"stars": "4", "text": "声音很干净，\r\n\r\n\r\n\r\n包装一般"}


@pytest.fixture
def alice():
    return UserFactory(username="alice")


@pytest.fixture
def desk(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def address(order, line):
    return f"/orders/{order.number}/lines/{line.pk}/review/"


def errors(response):
    assert response.status_code == 422
    return re.findall(r'<p class="field__error">.*?</svg>(.*?)</p>', response.content.decode(), re.DOTALL)


def said(response):
    [sentence] = re.findall(r'class="alert__text">\s*(.*?)\s*<', response.content.decode())
    return response.status_code, sentence


def test_buyer_writes_a_review_with_pictures(desk, alice):
    order, [line] = given_order(alice)

    response = desk.post(address(order, line), GOOD | {"is_anonymous": "on", "pictures": [picture(), picture()]})

    review = Review.objects.get()
    assert (response.status_code, response["Location"]) == (302, "/reviews/mine/")
    assert (review.user, review.stars, review.text) == (alice, 4, "声音很干净，\n\n包装一般")
    assert (review.is_anonymous, review.has_pictures, review.pictures.count()) == (True, True, 2)
    assert Order.objects.get().status == Status.DONE


def test_form_is_plain_and_says_what_it_asks(desk, alice):
    order, [line] = given_order(alice)

    page = desk.get(address(order, line)).content.decode()

    assert page.count('type="radio" name="stars"') == 5
    assert 'enctype="multipart/form-data"' in page
    assert "5 星，满分 5 星" in page


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"stars": ""}, ["请选择几颗星"]),
        ({"stars": "6"}, ["请选择一到五颗星"]),
        ({"stars": "-1"}, ["请选择一到五颗星"]),
        ({"stars": "x"}, ["请选择一到五颗星"]),
        ({"text": " "}, ["请写下您的评价"]),
        ({"text": " 好  "}, ["再多写几个字吧，至少 5 个字"]),
        ({"text": "好" * 501}, ["最多 500 个字，现在有 501 个"]),
        ({"text": "好好好好\u202e好"}, ["含有看不见的字符，请删去后重新输入"]),
    ],
)
def test_bad_input_is_refused_in_words_and_saves_nothing(desk, alice, changed, wrong):
    order, [line] = given_order(alice)

    response = desk.post(address(order, line), GOOD | changed)

    assert errors(response) == wrong
    assert Review.objects.count() == 0


def test_emoji_may_be_written(desk, alice):
    order, [line] = given_order(alice)

    desk.post(address(order, line), GOOD | {"text": "全家都喜欢 👨‍👩‍👧 ❤️"})

    assert Review.objects.get().text == "全家都喜欢 👨‍👩‍👧 ❤️"


def test_seventh_picture_and_what_is_no_picture_are_refused(desk, alice):
    order, [line] = given_order(alice)
    script = SimpleUploadedFile("nice.png", b"<svg onload=alert(1)>", "image/png")

    many = desk.post(address(order, line), GOOD | {"pictures": [picture() for _ in range(7)]})
    fake = desk.post(address(order, line), GOOD | {"pictures": [picture(), script]})

    assert errors(many) == ["一次最多上传 6 张图片。"]
    assert errors(fake) == ["nice.png：这不是可用的图片：请上传 JPEG、PNG、WebP 或 GIF 文件。"]
    assert (Review.objects.count(), "浏览器不会保留选好的图片" in fake.content.decode()) == (0, True)


def test_line_of_somebody_else_is_not_found(desk, alice):
    order, [line] = given_order()
    own, _lines = given_order(alice)

    answers = [
        desk.get(address(order, line)),
        desk.post(address(order, line), GOOD),
        desk.post(address(own, line), GOOD),
    ]

    assert [each.status_code for each in answers] == [404] * 3
    assert Review.objects.count() == 0


@pytest.mark.parametrize("send", ["get", "post"])
def test_what_cannot_be_reviewed_says_why(desk, alice, send):
    shipped, [on_its_way] = given_order(alice, status="shipped")
    received, [reviewed, refunded] = given_order(alice, lines=2)
    OrderLine.objects.filter(pk=refunded.pk).update(refunded_count=1)
    ReviewFactory(line=reviewed)

    answers = [
        getattr(desk, send)(address(order, line), GOOD)
        for order, line in [(shipped, on_its_way), (received, reviewed), (received, refunded)]
    ]

    assert [said(each) for each in answers] == [
        (409, "确认收货之后才能评价这件商品。"),
        (409, "这件商品已经评价过了，每件商品只能评价一次。"),
        (409, "这件商品已全部退款，不能再评价。"),
    ]
    assert Review.objects.count() == 1


@pytest.mark.parametrize("many", [1, 3])
def test_own_reviews_take_five_queries(desk, alice, django_assert_num_queries, many):
    _order, lines = given_order(alice, lines=many)
    for line in lines:
        ReviewFactory(line=line)
    given_order(alice)
    desk.get("/reviews/mine/")

    with django_assert_num_queries(5):
        page = desk.get("/reviews/mine/").content.decode()

    assert page.count('<article class="review">') == many
    assert "待评价 1" in page


@pytest.mark.parametrize("many", [1, 3])
def test_what_waits_takes_three_queries(desk, alice, django_assert_num_queries, many):
    given_order(alice, lines=many)
    given_order(alice, status="shipped")
    given_order()  # of somebody else

    with django_assert_num_queries(3):
        page = desk.get("/reviews/waiting/").content.decode()

    assert page.count('class="order_line"') == many


def test_empty_pages_show_a_way_on(desk):
    pages = [desk.get(path).content.decode() for path in ("/reviews/mine/", "/reviews/waiting/?page=-9")]

    assert ["还没有写过评价" in pages[0], "没有待评价的商品" in pages[1]] == [True, True]


def test_writer_sees_what_became_of_a_review_and_nobody_elses(desk, alice):
    ReviewFactory(
        line=given_order(alice)[1][0], state=State.HIDDEN, hide_reason=HideReason.PRIVATE, text="我的电话写错了"
    )
    ReviewFactory(text="别人写的评价")

    page = desk.get("/reviews/mine/").content.decode()

    assert ["我的电话写错了" in page, "含有个人信息" in page, "未展示" in page] == [True] * 3
    assert "别人写的评价" not in page


def test_strangers_sign_in_first(client):
    order, [line] = given_order()

    answers = [client.get(path) for path in (address(order, line), "/reviews/mine/", "/reviews/waiting/")]

    assert [each["Location"].split("?")[0] for each in answers] == ["/login/"] * 3


def test_order_offers_reviews_of_what_arrived(desk, alice):
    order, [reviewed, waiting] = given_order(alice, lines=2)
    ReviewFactory(line=reviewed)
    shipped, [on_its_way] = given_order(alice, status="shipped")

    page = desk.get(f"/orders/{order.number}/").content.decode()
    page += desk.get(f"/orders/{shipped.number}/").content.decode()

    links = [
        f'href="{address(*each)}"' in page for each in [(order, waiting), (order, reviewed), (shipped, on_its_way)]
    ]
    assert links == [True, False, False]
