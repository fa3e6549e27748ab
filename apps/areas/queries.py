"""Reading the tree of areas. What was read once costs no query until it changes."""

from typing import NamedTuple

from . import store
from .models import Area, is_city, is_code, ranks_above
from .store import Place

Places = tuple[Place, ...]

_ABOVE_PROVINCES = 0


class Selection(NamedTuple):
    """What three selects show; the city is None when nobody can choose it any more."""

    province: int
    city: int | None
    district: int


def provinces() -> Places:
    return _list(_ABOVE_PROVINCES)


def children_of(code: int) -> Places:
    """The areas right below this one. Raises Area.DoesNotExist."""
    if not is_code(code):  # a database may not even be able to look for it
        raise Area.DoesNotExist
    return _list(code)


def path_of(code: int) -> Places:
    """From the province down to this area: two or three places. Raises Area.DoesNotExist.

    An abolished area, which no list shows, takes queries.
    """
    if not is_code(code):
        raise Area.DoesNotExist
    found: list[Place] = []
    for step in _steps(code):
        siblings = _list(found[-1].code if found else _ABOVE_PROVINCES)
        found += [place for place in siblings if place.code == step]
    return tuple(found) if found and found[-1].code == code else _path_in_database(code)


def city_choices(province: int) -> Places:
    """What can be chosen as the city in this province. Raises Area.DoesNotExist.

    A province whose districts have no city above them is the city itself (Beijing), as is one without districts;
    counties that a province governs beside its cities stand among the cities.
    """
    below = children_of(province)
    return below if any(is_city(place.code) for place in below) else path_of(province)


def district_choices(city: int) -> Places:
    """What can be chosen as the district in this city; the city itself where it has none. Raises Area.DoesNotExist."""
    return children_of(city) or path_of(city)[-1:]


def selection_of(code: int) -> Selection:
    """How this area is chosen: province, city, district. Raises Area.DoesNotExist."""
    path = path_of(code)
    cities = {place.code for place in city_choices(path[0].code)}
    city = next((place.code for place in path if place.code in cities), None)
    return Selection(path[0].code, city, code)


def _list(parent: int) -> Places:
    kept = store.read(parent)
    if kept and kept.places is not None:
        return kept.places
    places = tuple(Place(*row) for row in Area.objects.current().below(parent).values_list("code", "name"))
    if not places and parent != _ABOVE_PROVINCES:
        Area.objects.only("code").get(pk=parent)  # a list that nobody can have is not kept: anybody may ask for it
    if kept:
        store.keep(parent, places, version=kept.version)
    return places


def _steps(code: int) -> tuple[int, ...]:
    """The codes that may stand on the way to this area, itself included."""
    above = (each for each in reversed(ranks_above(code)) if each)
    return (*above, code)


def _path_in_database(code: int) -> Places:
    found = []
    step: Area | None = Area.objects.select_related("parent__parent").get(pk=code)
    while step:
        found.append(Place(step.code, step.name))
        step = step.parent
    return tuple(reversed(found))
