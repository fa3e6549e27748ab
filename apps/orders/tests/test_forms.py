import pytest

from orders.forms import ChosenForm, SettlementForm

GIVEN = {"ticket": "x", "address": "7", "pay_method": "cash"}
COMPANY = {"invoice_kind": "company", "invoice_title": "某某有限公司"}


def errors_of(**changed):
    return {name: list(errors) for name, errors in SettlementForm(GIVEN | changed).errors.items()}


def invoice_of(**changed):
    form = SettlementForm(GIVEN | changed)
    assert form.is_valid(), form.errors
    return form.wishes.invoice_kind, form.wishes.invoice_title, form.wishes.invoice_tax_number


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("91440300MA5DA1234X", "91440300MA5DA1234X"),
        ("9144 0300 ma5d a123 4x", "91440300MA5DA1234X"),
        ("440300123456789", "440300123456789"),
        ("44030019900101123401", "44030019900101123401"),
    ],
)
def test_tax_number_of_15_18_or_20_characters_is_taken_as_it_is_printed(typed, kept):
    assert invoice_of(**COMPANY, invoice_tax_number=typed) == ("company", "某某有限公司", kept)


@pytest.mark.parametrize(
    "typed",
    ["", "1234", "91440300MA5DA1234", "91440300MA5DA1234O", "9144-0300-MA5D-A12", "税" * 18, "\x00" * 15],
)
def test_other_tax_numbers_are_refused(typed):
    assert list(errors_of(**COMPANY, invoice_tax_number=typed)) == ["invoice_tax_number"]


def test_company_needs_its_name():
    wrong = errors_of(invoice_kind="company", invoice_tax_number="91440300MA5DA1234X")

    assert wrong == {"invoice_title": ["请填写企业全称"]}


def test_personal_invoice_has_a_name_and_no_tax_number():
    typed = {"invoice_kind": "personal", "invoice_tax_number": "rubbish"}

    assert invoice_of(**typed) == ("personal", "个人", "")
    assert invoice_of(**typed, invoice_title="张三") == ("personal", "张三", "")


def test_what_was_typed_for_no_invoice_is_forgotten():
    assert invoice_of(invoice_kind="none", invoice_title="\x07", invoice_tax_number="x" * 99) == ("none", "", "")
    assert invoice_of() == ("none", "", "")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("remark", "x" * 201),
        ("remark", "看不见\u200b的"),
        ("invoice_kind", "church"),
        ("pay_method", "gold"),
        ("pay_method", ""),
        ("address", "7.5"),
        ("address", "9" * 5000),
    ],
)
def test_odd_wishes_are_refused(field, value):
    assert list(errors_of(**{field: value})) == [field]


def test_nothing_chosen_stands_for_the_cart():
    form = ChosenForm({})

    assert (form.is_valid(), form.counts) == (True, {})
