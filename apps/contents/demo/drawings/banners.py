"""Wide pictures for the carousel: a calm left half for words, a scene at the right."""

from collections.abc import Callable
from typing import NamedTuple

from . import appliances, computers, devices, furnishings, phones
from .colours import Shades, mix, shades
from .sheet import Sheet

WIDTH, HEIGHT = 1200, 720  # pixels; shown as wide as 5:2 and as narrow as 5:4, so the scene keeps off the edges
STRIP_WIDTH, STRIP_HEIGHT = 1440, 80
_HORIZON = 536
_GROUND = 590  # where most things stand


class Thing(NamedTuple):
    """A drawing in the scene: its `foot` is the height on its own sheet where it touches the ground."""

    drawing: Callable[[Sheet, Shades], None]
    colour: str
    foot: float
    centre: float
    scale: float
    ground: float = _GROUND


class Plinth(NamedTuple):
    """A round block to stand things on; `top` is the middle of its upper face."""

    centre: float
    top: float
    radius: float


class Scene(NamedTuple):
    colour: str
    things: tuple[Plinth | Thing, ...]  # from back to front


def _ball(s: Sheet, c: Shades) -> None:
    s.shadow(210, 380, 190, 30)
    s.circle(200, 200, 190, s.ball(c.pale, c.light, c.base))


def _plant(s: Sheet, c: Shades) -> None:
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


SCENES: dict[str, Scene] = {
    "phones": Scene(
        "pink",
        (
            Plinth(1012, 470, 108),
            Thing(phones.folding_phone, "lavender", 324, 1012, 0.86, 472),
            Plinth(800, 552, 164),
            Thing(phones.phone, "red", 346, 800, 1.22, 562),
            Thing(_ball, "orange", 392, 994, 0.13, 648),
            Thing(_ball, "lavender", 392, 1050, 0.08, 636),
        ),
    ),
    "work": Scene(
        "sky",
        (
            Thing(furnishings.lamp, "yellow", 348, 700, 1, 570),
            Thing(computers.monitor, "blue", 332, 938, 1.16, 572),
            Thing(computers.laptop, "silver", 310, 820, 0.92, 626),
            Thing(furnishings.cup, "orange", 326, 1066, 0.42, 626),
        ),
    ),
    "living": Scene(
        "mint",
        (
            Thing(furnishings.lamp, "orange", 348, 1036, 1.2, 578),
            Thing(_plant, "white", 392, 706, 1.1, 582),
            Thing(furnishings.sofa, "teal", 320, 846, 1.22, 612),
        ),
    ),
    "kitchen": Scene(
        "yellow",
        (
            Thing(appliances.fridge, "mint", 360, 1014, 1.2, 596),
            Plinth(792, 544, 176),
            Thing(appliances.rice_cooker, "red", 322, 826, 0.9, 552),
            Thing(appliances.kettle, "white", 334, 684, 0.62, 572),
            Thing(_ball, "orange", 392, 984, 0.11, 644),
        ),
    ),
    "music": Scene(
        "lavender",
        (
            Plinth(1016, 486, 106),
            Thing(devices.speaker, "navy", 344, 1016, 0.92, 492),
            Plinth(800, 552, 168),
            Thing(computers.headphones, "orange", 338, 800, 1.16, 560),
            Thing(_ball, "pink", 392, 990, 0.13, 648),
            Thing(_ball, "yellow", 392, 1048, 0.08, 636),
        ),
    ),
}


def banner(scene: str) -> bytes:
    """The SVG of a scene, WIDTH by HEIGHT; its left half is bright enough for dark words."""
    colour, things = SCENES[scene]
    sheet, c = Sheet(WIDTH, HEIGHT), shades(colour)
    _room(sheet, c)
    for thing in things:
        if isinstance(thing, Plinth):
            _plinth(sheet, c, thing)
        else:
            left, top = thing.centre - 200 * thing.scale, thing.ground - thing.foot * thing.scale
            with sheet.group(f"translate({left:.0f} {top:.0f}) scale({thing.scale})"):
                thing.drawing(sheet, shades(thing.colour))
    return sheet.svg().encode()


def strip(colour: str) -> bytes:
    """The SVG behind the header advert: bright, with hills under a sun at its far end."""
    sheet, c = Sheet(STRIP_WIDTH, STRIP_HEIGHT), shades(colour)
    wall = mix(c.pale, "#ffffff", 0.6)
    sheet.rect((0, 0, STRIP_WIDTH, STRIP_HEIGHT), sheet.across(wall, wall, c.pale))
    sheet.circle(1246, 42, 27, shades("orange").light, opacity=0.85)
    for d, tint, opacity in (
        ("M960 80c90-52 170-44 250-20s150-30 230-26v46z", c.light, 0.55),
        ("M1040 80c70-30 150-26 210-8s130-22 190-20v28z", c.base, 0.6),
        ("M1180 80c50-20 120-18 160-6s70-12 100-12v18z", shades("green").light, 0.7),
    ):
        sheet.path(d, tint, opacity=opacity)
    for x, y in ((1120, 22), (1142, 30), (1350, 20)):
        sheet.line(f"M{x} {y}q6-7 11 0 5-7 11 0", c.dark, 2, opacity=0.5)
    sheet.path("M0 80V44c60-8 96 26 150 22s70 8 90 14z", c.light, opacity=0.3)
    return sheet.svg().encode()


def _room(sheet: Sheet, c: Shades) -> None:
    """A wall with an arch in it, and a floor."""
    wall, ground = mix(c.pale, "#ffffff", 0.5), mix(c.pale, "#ffffff", 0.25)
    sheet.rect((0, 0, WIDTH, HEIGHT), wall)
    sheet.path(f"M626 {_HORIZON}V382a258 258 0 0 1 516 0v{_HORIZON - 382}z", sheet.down(c.light, c.pale))
    sheet.path(f"M644 {_HORIZON}V382a240 240 0 0 1 480 0v{_HORIZON - 382}z", sheet.down(c.pale, (c.pale, 0.4)))
    sheet.circle(776, 262, 62, sheet.down("#ffffff", ("#ffffff", 0.2)), opacity=0.75)
    sheet.rect((0, _HORIZON, WIDTH, HEIGHT - _HORIZON), sheet.down(ground, wall))
    sheet.rect((0, _HORIZON, WIDTH, 5), c.light, opacity=0.3)


def _plinth(sheet: Sheet, c: Shades, plinth: Plinth) -> None:
    x, y, r = plinth
    height, flat = 640 - y, r * 0.17
    sheet.shadow(x, y + height, r * 1.25, r * 0.2)
    sheet.path(
        f"M{x - r} {y}v{height}a{r} {flat:.0f} 0 0 0 {2 * r} 0v{-height}z",
        sheet.across(mix(c.pale, c.light, 0.5), c.pale, c.light),
    )
    sheet.ellipse(x, y, (r, flat), sheet.across("#ffffff", mix(c.pale, "#ffffff", 0.4)))
