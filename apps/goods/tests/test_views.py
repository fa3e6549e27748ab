import pytest

from .factories import make_menu

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


def test_categories_are_only_read(client):
    response = client.post("/categories/")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
