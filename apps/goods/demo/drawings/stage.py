"""A room with an arch in its wall, and goods set up in it."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from .colours import Shades, mix, shades
from .sheet import Sheet


class Thing(NamedTuple):
    """A drawing in the room: its `foot` is the height on its own sheet where it touches the ground."""

    drawing: Callable[[Sheet, Shades], None]
    colour: str
    foot: float
    centre: float
    scale: float
    ground: float


class Plinth(NamedTuple):
    """A round block to stand things on; `top` and `bottom` are the middles of its faces."""

    centre: float
    top: float
    radius: float
    bottom: float


class Arch(NamedTuple):
    """The opening in the wall: where its middle is, how far it reaches up and to the sides, and where the floor is."""

    centre: float
    radius: float
    spring: float  # where the curve begins
    floor: float


Scene = tuple[str, Sequence[Plinth | Thing]]  # the colour of the room, and what is in it from back to front


def set_up(sheet: Sheet, arch: Arch, scene: Scene) -> None:
    """Draws the room and what is in it. Away from the arch the wall is bright enough for dark words."""
    colour, things = scene
    c = shades(colour)
    _room(sheet, c, arch)
    for thing in things:
        if isinstance(thing, Plinth):
            _plinth(sheet, c, thing)
        else:
            left, top = thing.centre - 200 * thing.scale, thing.ground - thing.foot * thing.scale
            with sheet.group(f"translate({left:.0f} {top:.0f}) scale({thing.scale})"):
                thing.drawing(sheet, shades(thing.colour))


def wall(colour: str) -> str:
    return mix(shades(colour).pale, "#ffffff", 0.5)


def ball(s: Sheet, c: Shades) -> None:
    s.shadow(210, 380, 190, 30)
    s.circle(200, 200, 190, s.ball(c.pale, c.light, c.base))


def plant(s: Sheet, c: Shades) -> None:
    s.shadow(200, 392, 90)
    for d, lit, dim in (
        ("M204 280c-20-60-90-90-130-84 10 60 66 94 130 84z", "#79bd8b", "#3c8459"),
        ("M200 280c20-80 90-120 134-116-6 74-62 124-134 116z", "#8ecb9b", "#3f8e63"),
        ("M202 280c-48-70-40-170-4-236 44 66 52 160 4 236z", "#a5d9a9", "#4b9a68"),
        ("M204 286c-50-30-110-14-134 16 40 26 96 20 134-16z", "#67ad7c", "#2f7550"),
    ):
        s.path(d, s.slant(lit, dim))
    s.path("M136 272h132l-16 108q-2 12-14 12h-72q-12 0-14-12z", s.across(c.light, c.base, c.deep))
    s.rect((128, 262, 148, 26), s.across(c.pale, c.light, c.base), 8)


def _room(sheet: Sheet, c: Shades, arch: Arch) -> None:
    x, r, spring, floor = arch
    bright, ground = wall(c.name), mix(c.pale, "#ffffff", 0.25)
    sheet.rect((0, 0, sheet.width, sheet.height), bright)
    for inset, fill in ((0.0, sheet.down(c.light, c.pale)), (r * 0.07, sheet.down(c.pale, (c.pale, 0.4)))):
        reach = r - inset
        sheet.path(f"M{x - reach} {floor}V{spring}a{reach} {reach} 0 0 1 {2 * reach} 0v{floor - spring}z", fill)
    sheet.circle(x - r * 0.42, spring - r * 0.46, r * 0.24, sheet.down("#ffffff", ("#ffffff", 0.2)), opacity=0.75)
    sheet.rect((0, floor, sheet.width, sheet.height - floor), sheet.down(ground, bright))
    sheet.rect((0, floor, sheet.width, 4), c.light, opacity=0.3)


def _plinth(sheet: Sheet, c: Shades, plinth: Plinth) -> None:
    x, y, r, bottom = plinth
    height, flat = bottom - y, r * 0.17
    sheet.shadow(x, bottom, r * 1.25, r * 0.2)
    sheet.path(
        f"M{x - r} {y}v{height}a{r} {flat:.0f} 0 0 0 {2 * r} 0v{-height}z",
        sheet.across(mix(c.pale, c.light, 0.5), c.pale, c.light),
    )
    sheet.ellipse(x, y, (r, flat), sheet.across("#ffffff", mix(c.pale, "#ffffff", 0.4)))
