"""What stands about at home."""

from .colours import Shades
from .sheet import Sheet

_GLASS = "#17181c"
_STEEL = ("#f4f5f7", "#c9ccd2", "#9a9ea7")
_WOOD = ("#c99a68", "#9a6a3f")


def television(s: Sheet, c: Shades) -> None:
    s.shadow(200, 318, 150)
    s.path("M120 292l-22 24h16l24-24zM280 292l22 24h-16l-24-24z", "#3a3c43")
    s.rect((38, 92, 324, 200), s.across("#4a4c54", "#202127"), 10)
    s.rect((44, 98, 312, 184), _GLASS, 6)
    s.rect((48, 102, 304, 176), s.down(c.dark, c.base, c.pale), 3)
    s.circle(262, 158, 24, c.pale, opacity=0.95)
    s.path("M48 226q70-52 138-6t166-26v84H48z", c.light, opacity=0.75)
    s.path("M48 256q92-40 176-4t128-14v40H48z", c.deep, opacity=0.7)
    s.path("M48 102h118L84 278H48z", "#fff", opacity=0.07)
    s.circle(200, 287, 2, c.light)


def fridge(s: Sheet, c: Shades) -> None:
    s.shadow(200, 352, 104)
    s.rect((116, 44, 168, 306), s.across(c.pale, c.light, c.base), 14)
    s.rect((122, 50, 156, 122), s.slant(c.pale, c.light), 10)
    s.rect((122, 178, 156, 162), s.slant(c.pale, c.light, c.base), 10)
    s.rect((128, 56, 6, 110), "#fff", 3, opacity=0.5)
    s.rect((128, 184, 6, 150), "#fff", 3, opacity=0.4)
    s.rect((260, 118, 8, 44), s.across("#fff", c.deep), 4)
    s.rect((260, 190, 8, 60), s.across("#fff", c.deep), 4)
    s.rect((178, 72, 44, 24), _GLASS, 6)
    s.rect((184, 80, 20, 3), "#8fd0f0", 1.5)
    s.rect((184, 87, 28, 3), "#5b6b7a", 1.5)


def washing_machine(s: Sheet, c: Shades) -> None:
    s.shadow(200, 344, 118)
    s.rect((102, 76, 196, 264), s.across(c.pale, c.light), 16)
    s.rect((108, 82, 184, 46), s.down("#fff", c.pale), 12)
    s.circle(140, 105, 13, s.slant(*_STEEL))
    s.line("M140 105v-9", "#5a5d66", 2.5)
    s.rect((170, 96, 66, 18), _GLASS, 5)
    s.rect((176, 103, 30, 4), "#8fd0f0", 2)
    s.circle(262, 105, 6, s.ball("#fff", c.base))
    s.circle(200, 232, 82, s.slant(*_STEEL))
    s.circle(200, 232, 68, _GLASS)
    s.circle(200, 232, 60, s.ball(c.pale, c.base, c.dark))
    s.path("M144 244q28-26 56-4t54-10a58 58 0 0 1-110 14z", "#fff", opacity=0.55)
    s.circle(180, 214, 7, "#fff", opacity=0.5)
    s.circle(222, 206, 4, "#fff", opacity=0.5)
    s.path("M158 196a58 58 0 0 1 40-22", "none", stroke="#fff", stroke_width=6, stroke_linecap="round", opacity=0.5)


def rice_cooker(s: Sheet, c: Shades) -> None:
    s.shadow(200, 318, 130)
    s.path("M92 176h216l-12 118q-3 20-24 20H128q-21 0-24-20z", s.across(c.light, c.pale, c.base))
    s.path("M88 176q0-72 112-72t112 72z", s.slant("#fff", c.pale, c.light))
    s.rect((84, 168, 232, 16), s.across(*_STEEL), 8)
    s.rect((176, 92, 48, 18), s.down(c.base, c.dark), 9)
    s.path("M120 160q10-34 52-42", "none", stroke="#fff", stroke_width=8, stroke_linecap="round", opacity=0.7)
    s.rect((152, 210, 96, 56), _GLASS, 12)
    s.rect((166, 222, 36, 6), "#f3c242", 3)
    s.rect((166, 234, 56, 5), "#5d626d", 2.5)
    for x in (174, 200, 226):
        s.circle(x, 252, 5, s.ball("#fff", c.light))
    s.path("M84 196q-18 2-18 22v18q0 12 12 12h10z", c.deep)
    s.path("M316 196q18 2 18 22v18q0 12-12 12h-10z", c.deep)


def kettle(s: Sheet, c: Shades) -> None:
    s.shadow(200, 336, 112)
    s.rect((122, 312, 156, 20), s.across("#5a5d66", "#2c2e34"), 8)
    s.path("M136 140h118l22 150q2 22-20 22H134q-22 0-20-22z", s.across(c.light, c.pale, c.deep))
    s.path("M138 164l-46-24q-10-5-12 5l-2 10 54 44z", s.slant(c.pale, c.base))
    s.path("M134 140q4-34 61-34t61 34z", s.slant(c.pale, c.base))
    s.circle(195, 98, 12, s.ball("#5a5d66", "#1f2025"))
    s.path("M250 132q66-6 66 62 0 50-42 78", "none", stroke="#2c2e34", stroke_width=18, stroke_linecap="round")
    s.path("M252 130q62-4 60 62", "none", stroke="#fff", stroke_width=4, stroke_linecap="round", opacity=0.25)
    s.path("M154 162l-12 128", "none", stroke="#fff", stroke_width=9, stroke_linecap="round", opacity=0.55)
    s.rect((178, 322, 34, 4), "#e9604f", 2)


def lamp(s: Sheet, c: Shades) -> None:
    s.shadow(200, 346, 82)
    s.circle(200, 190, 150, s.glow(("#ffe9b0", 0.8), ("#ffe9b0", 0)))
    s.ellipse(200, 338, (58, 12), s.across(*_WOOD))
    s.rect((194, 196, 12, 144), s.across(*_WOOD), 5)
    s.path("M150 70h100l46 130H104z", s.across(c.light, c.pale, c.base))
    s.path("M104 200h192l-6 12H110z", s.across(c.base, c.light, c.deep))
    s.path("M160 76l-34 118", "none", stroke="#fff", stroke_width=8, stroke_linecap="round", opacity=0.5)
    s.line("M236 214v44", c.dark, 2)
    s.circle(236, 262, 5, s.ball("#fff", c.base))


def sofa(s: Sheet, c: Shades) -> None:
    s.shadow(200, 318, 176)
    for x in (86, 302):
        s.rect((x, 288, 12, 28), s.down(*_WOOD), 3)
    s.rect((70, 130, 260, 130), s.down(c.light, c.base), 30)
    s.rect((78, 138, 118, 96), s.slant(c.light, c.base), 20)
    s.rect((204, 138, 118, 96), s.slant(c.light, c.base), 20)
    s.rect((74, 216, 252, 78), s.down(c.base, c.deep), 22)
    s.rect((82, 210, 114, 44), s.down(c.pale, c.light), 16)
    s.rect((204, 210, 114, 44), s.down(c.pale, c.light), 16)
    s.rect((40, 184, 52, 112), s.across(c.light, c.base), 24)
    s.rect((308, 184, 52, 112), s.across(c.light, c.deep), 24)
    with s.group("rotate(-9 130 190)"):
        s.rect((102, 164, 58, 54), s.slant("#fff", c.pale), 14)


def chair(s: Sheet, c: Shades) -> None:
    s.shadow(200, 350, 96)
    s.path("M136 236l-18 110h12l26-104zM264 236l18 110h-12l-26-104z", s.down(*_WOOD))
    s.path("M166 240l-6 92h10l10-90zM234 240l6 92h-10l-10-90z", _WOOD[1])
    s.path("M124 74q0-22 24-22h104q24 0 24 22l-10 128H134z", s.across(c.light, c.pale, c.base))
    s.path("M150 74h100l-6 108h-88z", s.slant(c.pale, c.light), opacity=0.8)
    s.path("M118 204q0-10 12-10h140q12 0 12 10l6 30q2 14-14 14H126q-16 0-14-14z", s.down(c.light, c.deep))
    s.path("M122 204h156l3 14H119z", c.pale, opacity=0.8)


def desk(s: Sheet, c: Shades) -> None:
    s.shadow(200, 338, 160)
    s.rect((66, 190, 12, 144), s.down(*_WOOD), 3)
    s.rect((322, 190, 12, 144), s.down(*_WOOD), 3)
    s.rect((226, 194, 100, 92), s.down(c.pale, c.light), 6)
    s.rect((232, 200, 88, 36), s.down("#fff", c.pale), 4)
    s.rect((232, 242, 88, 38), s.down("#fff", c.pale), 4)
    for y in (216, 259):
        s.rect((262, y, 28, 5), s.across(*_STEEL), 2.5)
    s.rect((44, 172, 312, 22), s.down(*_WOOD), 6)
    s.path("M104 172l10-54h8l-6 54z", "#2c2e34")
    s.path("M96 104l52 20-14 26-46-28z", s.slant(c.light, c.base))
    s.rect((206, 148, 56, 24), c.base, 3)
    s.rect((212, 138, 48, 11), c.light, 3)
    s.rect((290, 146, 22, 26), s.across("#fff", "#d8dade"), 4)
    s.path("M301 146q-16-24-4-40 16 12 4 40zM302 146q2-26 20-30 0 20-20 30z", "#3f8e63")


def cup(s: Sheet, c: Shades) -> None:
    s.shadow(196, 322, 112)
    s.ellipse(190, 312, (104, 18), s.across("#fff", "#d5d7dc"))
    s.path("M262 168q62-8 62 44t-70 54", "none", stroke=c.base, stroke_width=18, stroke_linecap="round")
    s.path("M108 148h164l-12 124q-4 36-40 36h-60q-36 0-40-36z", s.across(c.light, c.pale, c.base))
    s.ellipse(190, 148, (82, 18), s.across("#fff", c.light))
    s.ellipse(190, 150, (72, 13), s.slant("#8d5d3f", "#4b2d1d"))
    s.path("M128 172l10 100", "none", stroke="#fff", stroke_width=9, stroke_linecap="round", opacity=0.55)
    for x, top in ((160, 96), (192, 84), (224, 96)):
        s.line(f"M{x} 128q-12-14 0-26t0-{120 - top}", "#fff", 6, opacity=0.9)
