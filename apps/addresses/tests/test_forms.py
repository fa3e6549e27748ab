import pytest
from django.http import QueryDict

from addresses.forms import AddressForm, first_values
from addresses.models import Address
from areas.models import Area
from areas.tests.factories import all_areas

pytestmark = pytest.mark.django_db

GIVEN = {
    "receiver": "张三",
    "mobile": "13900000001",
    "province": "440000",
    "city": "440300",
    "district": "440305",
    "place": "科苑路 1 号",
}


@pytest.fixture(autouse=True)
def _areas():
    all_areas()


def form(**changed):
    data = QueryDict(mutable=True)
    data.update(GIVEN | changed)
    return AddressForm(data)


def errors(**changed):
    return {name: list(found) for name, found in form(**changed).errors.items()}


def options(bound):
    return [label for value, label in bound.field.choices if value]


def test_good_address_gives_its_lines():
    filled = form(title=" 家 ", phone="0755-26000000-12")

    assert filled.is_valid()
    assert (filled.lines.district_id, filled.lines.title, filled.lines.phone) == (440305, "家", "0755-26000000-12")


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"receiver": ""}, "receiver", "请输入收货人姓名"),
        ({"receiver": "张\u202e三"}, "receiver", "含有看不见的字符，请删去后重新输入"),
        ({"receiver": "张\x07三"}, "receiver", "含有看不见的字符，请删去后重新输入"),
        ({"place": "   "}, "place", "请输入详细地址"),
        ({"mobile": "12345678901"}, "mobile", "请输入 11 位中国大陆手机号"),
        ({"mobile": "1390000000１"}, "mobile", "请输入 11 位中国大陆手机号"),
        ({"province": ""}, "province", "请选择省份"),
        ({"province": "999999"}, "province", "没有这个省份，请重新选择"),
        ({"city": ""}, "city", "请选择城市"),
        ({"city": "110000"}, "city", "所选城市不属于这个省份，请重新选择城市"),
        ({"city": "x"}, "city", "所选城市不属于这个省份，请重新选择城市"),
        ({"district": ""}, "district", "请选择区县"),
        ({"district": "440106"}, "district", "所选区县不属于这个城市，请重新选择区县"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changed, field, sentence):
    assert errors(**changed)[field] == [sentence]


@pytest.mark.parametrize("phone", ["", "010-12345678", "0755-2600000", "26000000", "010-12345678-801"])
def test_phone_of_these_shapes_is_taken(phone):
    assert errors(phone=phone) == {}


@pytest.mark.parametrize("phone", ["110", "010 12345678", "010-12345678-", "10-12345678", "０１０-12345678", "abc"])
def test_phone_of_other_shapes_is_refused(phone):
    assert list(errors(phone=phone)) == ["phone"]


@pytest.mark.parametrize(("field", "limit"), [("receiver", 20), ("place", 100), ("title", 20)])
def test_text_as_long_as_its_column_is_the_longest(field, limit):
    assert errors(**{field: "长" * limit}) == {}
    assert list(errors(**{field: "长" * (limit + 1)})) == [field]


def test_rare_characters_of_names_are_taken():
    assert errors(receiver="𠮷\U00031350") == {}


def test_lines_of_a_pasted_place_become_one():
    filled = form(place="科苑路 1 号\r\n  3 栋\t1602")

    assert filled.is_valid()
    assert filled.lines.place == "科苑路 1 号 3 栋 1602"


@pytest.mark.parametrize(
    ("province", "city", "district"),
    [
        ("110000", "110000", "110108"),
        ("440000", "441900", "441900"),
        ("420000", "429004", "429004"),
        ("710000", "710000", "710000"),
        ("810000", "810000", "810001"),
    ],
)
def test_every_kind_of_area_can_be_sent(province, city, district):
    assert errors(province=province, city=city, district=district) == {}


def test_only_choice_is_made_by_the_form():
    assert errors(province="710000", city="", district="") == {}
    assert list(errors(province="110000", city="", district="")) == ["district"]


def test_without_a_province_there_are_no_cities_and_districts():
    empty = AddressForm(initial={})

    assert (len(options(empty["province"])), options(empty["city"]), options(empty["district"])) == (34, [], [])


def test_first_values_that_no_longer_fit_are_dropped():
    asked = AddressForm(initial=GIVEN | {"province": "460000"})

    assert (asked["province"].value(), asked["city"].value(), asked["district"].value()) == ("460000", "", "")
    assert options(asked["city"])[:3] == ["海口市", "三亚市", "三沙市"]
    assert asked["receiver"].value() == "张三"


@pytest.mark.parametrize("district_id", [440305, 110108, 441900, 429004, 710000, 820001])
def test_address_that_is_there_comes_back_as_it_was_chosen(district_id):
    values = first_values(Address(receiver="张三", mobile="13900000001", place="路", district_id=district_id))

    shown = AddressForm(initial=values)

    chosen = {name: str(shown[name].value()) for name in ("province", "city", "district")}
    assert errors(**chosen) == {}
    assert chosen["district"] == str(district_id)


def test_abolished_district_has_to_be_chosen_again():
    Area.objects.filter(pk=440305).update(is_current=False)

    shown = AddressForm(initial=first_values(Address(district_id=440305)))

    assert (shown["city"].value(), shown["district"].value()) == (440300, "")
