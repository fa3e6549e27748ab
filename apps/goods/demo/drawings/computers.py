"""Computers, and what one works and listens with."""

from .colours import Shades
from .sheet import Sheet

_GLASS = "#17181c"
_CAMERA = "#3d4a63"


def _landscape(s: Sheet, c: Shades, box: tuple[float, float, float, float], r: float) -> None:
    """The wallpaper of a screen: a moon over two ranges of hills."""
    x, y, width, height = box
    s.rect(box, s.down(c.dark, c.base, c.pale), r)
    s.circle(x + width * 0.7, y + height * 0.36, height * 0.13, c.pale, opacity=0.95)
    s.path(
        f"M{x} {y + height * 0.66}q{width * 0.2} {-height * 0.22} {width * 0.42} {-height * 0.02}"
        f"t{width * 0.58} {-height * 0.06}v{height * 0.42}h{-width}z",
        c.light,
        opacity=0.75,
    )
    s.path(
        f"M{x} {y + height * 0.84}q{width * 0.3} {-height * 0.2} {width * 0.56} {-height * 0.02}"
        f"t{width * 0.44} {-height * 0.08}v{height * 0.26}h{-width}z",
        c.deep,
        opacity=0.7,
    )


def laptop(s: Sheet, c: Shades) -> None:
    s.shadow(200, 312, 176, 14)
    s.rect((78, 92, 244, 172), s.across(c.light, c.deep), 14)
    s.rect((81, 95, 238, 166), _GLASS, 12)
    _landscape(s, c, (89, 104, 222, 146), 2)
    s.circle(200, 99.5, 1.8, _CAMERA)
    s.path("M89 104h150l-96 146h-54z", "#fff", opacity=0.1)
    s.path("M78 262h244l42 34q4 8-6 8H42q-10 0-6-8z", s.down(c.base, c.light, c.pale))
    s.path("M36 296h328v6q0 9-12 9H48q-12 0-12-9z", s.down(c.light, c.deep))
    s.path("M94 266h212l20 18H74z", c.dark, opacity=0.82)
    for row in ("M96 270h209", "M90 275h220", "M85 280h231"):
        s.line(row, c.light, 2.4, stroke_dasharray="9 6", opacity=0.6)
    s.path("M166 287h68l4 8h-76z", c.base, opacity=0.55)
    s.path("M172 302h56q-3 5-8 5h-40q-5 0-8-5z", c.deep)


def tablet(s: Sheet, c: Shades) -> None:
    s.shadow(206, 338, 140)
    with s.group("rotate(7 200 200)"):
        s.rect((98, 62, 206, 270), s.across(c.light, c.base, c.deep), 22)
        s.rect((101, 65, 200, 264), _GLASS, 20)
        _landscape(s, c, (111, 76, 180, 242), 8)
        s.rect((122, 92, 74, 44), "#fff", 10, opacity=0.88)
        s.rect((132, 102, 34, 6), c.deep, 3)
        s.rect((132, 114, 52, 5), c.light, 2.5)
        s.rect((132, 123, 42, 5), c.light, 2.5)
        for index, fill in enumerate(("#fff", c.pale, "#fff", c.light)):
            s.rect((139 + index * 32, 284, 24, 24), fill, 7, opacity=0.92)
        s.circle(201, 70.5, 2, _CAMERA)
        s.path("M111 84q0-8 8-8h92L111 262z", "#fff", opacity=0.13)
    with s.group("rotate(18 330 210)"):
        s.rect((322, 92, 15, 208), s.across("#fff", "#eceae7", "#bdbab6"), 7)
        s.path("M322 296h15l-6 20q-1.500 3-3 0z", "#d4d1cc")
        s.rect((322, 130, 15, 5), "#c9c6c1")


def monitor(s: Sheet, c: Shades) -> None:
    s.shadow(200, 334, 120)
    s.path("M182 258h36l8 66h-52z", s.across(c.light, c.base, c.deep))
    s.rect((128, 320, 144, 12), s.down(c.pale, c.base), 6)
    s.rect((46, 78, 308, 188), s.across(c.light, c.deep), 12)
    s.rect((49, 81, 302, 182), _GLASS, 10)
    _landscape(s, c, (55, 87, 290, 162), 4)
    s.path("M59 87h168l-110 162H59q-4 0-4-4V91q0-4 4-4z", "#fff", opacity=0.1)
    s.rect((186, 254, 28, 3), c.light, 1.5, opacity=0.7)


def _keys(s: Sheet, top: float, fill: str) -> None:
    """All keys of a keyboard in one colour, the letters as one path a row to keep the file small."""
    for row, count in enumerate((14, 14, 13, 12)):
        pitch = 300 / count
        y = top + row * 21.5
        key = f"h{pitch - 4:.1f}v17.5h-{pitch - 4:.1f}z"
        d = "".join(f"M{52 + column * pitch:.1f} {y}{key}" for column in range(count))
        s.path(d, fill, stroke=fill, stroke_width=2, stroke_linejoin="round")
    for x, width in ((51, 50), (105, 134), (243, 50), (297, 52)):
        s.rect((x, top + 86, width, 18), fill, 3)


def keyboard(s: Sheet, c: Shades) -> None:
    s.shadow(200, 290, 170, 16)
    with s.group("rotate(-7 200 210)"):
        s.rect((34, 134, 332, 140), s.down(c.deep, c.dark), 20)
        s.rect((34, 128, 332, 138), s.slant(c.light, c.base, c.deep), 20)
        s.rect((46, 140, 308, 114), c.dark, 10, opacity=0.85)
        _keys(s, 147.5, c.base)
        _keys(s, 145.0, c.pale)
        s.rect((51, 144, 20, 19), "#e2574c", 3)
        s.rect((327, 187, 22, 19), "#f0b73e", 3)


def mouse(s: Sheet, c: Shades) -> None:
    s.shadow(204, 330, 100, 14)
    with s.group("rotate(14 200 200)"):
        s.rect((128, 66, 144, 262), s.across(c.base, c.deep, c.dark), 72)
        s.rect((132, 64, 136, 256), s.slant(c.pale, c.light, c.base, c.deep), 68)
        s.path("M132 190q68 26 136 0", "none", stroke=c.deep, stroke_width=2.5, opacity=0.7)
        s.line("M200 64v56M200 172v32", c.deep, 2.5, opacity=0.7)
        s.rect((187, 110, 26, 66), c.dark, 13)
        s.rect((191, 114, 18, 58), s.down("#5a5d66", "#1b1c20", "#5a5d66"), 9)
        for y in range(124, 165, 8):
            s.line(f"M193 {y}h14", "#0d0e10", 2)
        s.path("M144 128q2-52 46-58-20 20-22 96-16-2-24-8z", "#fff", opacity=0.3)


def headphones(s: Sheet, c: Shades) -> None:
    s.shadow(200, 340, 128)
    band = "M96 232C88 30 312 30 304 232"
    s.line(band, c.dark, 25)
    s.line(band, s.across(c.light, c.base, c.deep), 20)
    s.line("M104 170C122 50 240 42 282 126", "#fff", 4, opacity=0.3)
    for turn, pivot, x, cushion, pad in (
        (8, 92, 58, 108, ("#43454d", "#1a1b1f")),
        (-8, 308, 274, 258, ("#2b2d33", "#3d3f47")),
    ):
        with s.group(f"rotate({turn} {pivot} 262)"):
            s.rect((cushion, 200, 34, 128), s.across(*pad), 17)
            s.rect((x, 192, 62, 144), s.slant(c.light, c.base, c.deep), 30)
            s.rect((x + 10, 206, 36, 112), s.slant(c.base, c.deep), 18)
            s.rect((x + 14, 214, 10, 60), "#fff", 5, opacity=0.28)
