import pytest

from utils.page_cache import forget_pages

from .factories import CategoryFactory, make_menu

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("groups", [1, 11])
def test_categories_take_two_queries_cold_and_none_warm(client, django_assert_num_queries, groups):
    make_menu(groups=groups)

    with django_assert_num_queries(2):
        cold = client.get("/categories/")
    with django_assert_num_queries(0):
        warm = client.get("/categories/")

    assert cold.content == warm.content
    assert cold.content.decode().count('href="/list/') == groups * 2 * (1 + 2 + 2 * 3)


def test_signed_in_visitor_costs_only_their_own_query(client, django_assert_num_queries, django_user_model):
    make_menu(groups=1)
    client.get("/categories/")
    client.force_login(django_user_model.objects.create_user("alice", mobile="13800000000"))

    with django_assert_num_queries(1):
        response = client.get("/categories/")

    assert "alice" in response.content.decode()


@pytest.mark.parametrize("near", [1, 3])
def test_list_page_links_to_what_is_around_in_two_queries(client, django_assert_num_queries, near):
    category = CategoryFactory(name="手机")
    around = [*CategoryFactory.create_batch(near, parent=category), *CategoryFactory.create_batch(near)]

    with django_assert_num_queries(2):
        response = client.get(f"/list/{category.pk}/1/")

    page = response.content.decode()
    assert "<h1>手机</h1>" in page
    for each in around:
        assert f'<a class="pill" href="/list/{each.pk}/1/">{each.name}</a>' in page


@pytest.mark.parametrize(
    "path", ["/list/{pk}/0/", "/list/{pk}/2/", "/list/999/1/", f"/list/{10**30}/1/", "/list/{pk}/"]
)
def test_list_page_that_does_not_exist_is_not_found(client, path):
    category = CategoryFactory()

    assert client.get(path.format(pk=category.pk)).status_code == 404


@pytest.mark.parametrize("path", ["/categories/", "/list/1/1/"])
def test_pages_are_only_read(client, path):
    response = client.post(path)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_names_of_categories_are_text_and_not_markup(client):
    category = CategoryFactory(name="<script>alert(1)</script>")
    forget_pages()

    page = client.get(f"/list/{category.pk}/1/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
