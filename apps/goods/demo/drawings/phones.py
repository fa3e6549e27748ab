"""Phones and what belongs to them."""

from .colours import Shades
from .sheet import Sheet

_GLASS = "#17181c"


def _lens(s: Sheet, x: float, y: float, r: float = 15) -> None:
    s.circle(x, y, r, s.slant("#3b3d45", "#0d0e12"))
    s.circle(x, y, r * 0.72, "#08090c")
    s.circle(x, y, r * 0.5, s.ball("#47598a", "#10131f", "#05060a"))
    s.circle(x - r * 0.22, y - r * 0.26, r * 0.14, "#fff", opacity=0.85)


def _wallpaper(s: Sheet, c: Shades, box: tuple[float, float, float, float], r: float) -> None:
    x, y, width, height = box
    s.rect(box, s.down(c.dark, c.base, c.pale), r)
    s.path(
        f"M{x} {y + height * 0.62}c{width * 0.4} {-height * 0.2} {width * 0.6} {height * 0.16} {width} {-height * 0.1}"
        f"v{height * 0.48 - r}a{r} {r} 0 0 1 {-r} {r}h{2 * r - width}a{r} {r} 0 0 1 {-r} {-r}z",
        s.down((c.pale, 0.9), (c.light, 0.5)),
    )
    s.circle(x + width * 0.68, y + height * 0.3, width * 0.15, c.pale, opacity=0.9)


def phone(s: Sheet, c: Shades) -> None:
    s.shadow(200, 340, 128)
    with s.group("rotate(6 240 200)"):
        s.rect((184, 62, 132, 272), s.across(c.light, c.deep), 28)
        s.rect((187, 65, 126, 266), s.slant(c.light, c.base, c.deep), 26)
        s.rect((196, 74, 62, 64), c.deep, 19, opacity=0.55)
        s.rect((197, 74, 60, 62), s.slant(c.light, c.base), 18)
        for x, y in ((213, 91), (241, 91), (213, 119)):
            _lens(s, x, y, 11.5)
        s.circle(241, 119, 5, s.ball("#fffdf2", "#d8d0b8"))
        s.path("M187 92q0-27 26-27h52L200 331q-13-6-13-26z", "#fff", opacity=0.12)
    with s.group("rotate(-5 150 220)"):
        s.rect((84, 80, 132, 272), s.across(c.light, c.dark), 28)
        s.rect((87, 83, 126, 266), _GLASS, 25)
        _wallpaper(s, c, (92, 88, 116, 256), 21)
        s.rect((135, 97, 30, 9), "#0a0b0e", 4.5)
        s.rect((128, 334, 44, 4), "#fff", 2, opacity=0.8)
        s.path("M92 109q0-21 21-21h50L92 250z", "#fff", opacity=0.13)


def folding_phone(s: Sheet, c: Shades) -> None:
    s.shadow(200, 322, 150)
    s.path("M96 84l98-18a8 8 0 0 1 8 8v250l-98-2q-16 0-16-16V100q0-14 8-16z", s.across(c.light, c.base, c.deep))
    s.path("M100 91l96-16v240l-92-2q-9 0-9-9V101q0-8 5-10z", _GLASS)
    s.path("M102 96l90-14v226l-86-2q-5 0-5-6V102q0-5 1-6z", s.slant(c.dark, c.base, c.light))
    s.path("M202 74a8 8 0 0 1 8-8l86 14q16 4 16 20v206q0 16-16 16l-94 2z", s.across(c.deep, c.light))
    s.path("M208 75l92 16q5 1 5 9v204q0 9-9 9l-88 2z", _GLASS)
    s.path("M211 82l87 15q2 1 2 6v197q0 6-5 6l-84 2z", s.slant(c.base, c.light, c.pale))
    s.path("M102 250c30-36 60 10 90-18v76l-86-2q-5 0-5-6z", c.pale, opacity=0.55)
    s.path("M211 220c34-28 50 22 89-16v96q0 6-5 6l-84 2z", c.pale, opacity=0.6)
    s.circle(262, 150, 18, c.pale, opacity=0.9)
    s.rect((198, 70, 8, 250), s.across(c.dark, c.light, c.dark), 3)
    s.circle(286, 104, 4.5, "#0a0b0e")


def feature_phone(s: Sheet, c: Shades) -> None:
    s.shadow(200, 344, 86)
    s.rect((138, 50, 124, 290), s.across(c.light, c.base, c.deep), 34)
    s.rect((144, 56, 112, 278), s.slant(c.base, c.deep), 30)
    s.rect((154, 78, 92, 104), _GLASS, 10)
    s.rect((159, 83, 82, 94), s.down("#2d4a8a", "#7fb1e6"), 6)
    s.path("M159 152c26-22 50 16 82-8v27q0 6-6 6h-70q-6 0-6-6z", "#e9f3fc", opacity=0.7)
    s.rect((182, 62, 36, 5), c.dark, 2.5)
    s.rect((172, 192, 56, 30), s.down(c.light, c.base), 15)
    s.rect((186, 199, 28, 16), c.deep, 8)
    s.rect((150, 196, 16, 20), s.down("#63c98c", "#2f8f58"), 6)
    s.rect((234, 196, 16, 20), s.down("#f0726f", "#c53a3c"), 6)
    for row in range(4):
        for column in range(3):
            s.rect((152 + column * 34, 232 + row * 24, 28, 18), s.down("#fdfcfa", "#d9d7d3"), 6)


def phone_case(s: Sheet, c: Shades) -> None:
    s.shadow(200, 344, 92)
    with s.group("rotate(4 200 200)"):
        s.rect((128, 50, 144, 292), s.slant(c.light, c.base, c.deep), 34)
        s.rect((135, 57, 130, 278), s.slant(c.base, c.deep), 28)
        s.rect((137, 59, 126, 274), s.slant(c.light, c.base), 27)
        s.rect((147, 70, 66, 68), c.dark, 20)
        s.rect((151, 74, 58, 60), "#efedea", 17)
        s.circle(200, 214, 40, "none", stroke=c.pale, stroke_width=7, opacity=0.8)
        s.rect((196, 262, 8, 30), c.pale, 4, opacity=0.8)
        s.path("M137 90q0-31 31-31h52L137 260z", "#fff", opacity=0.16)


def charger(s: Sheet, c: Shades) -> None:
    s.shadow(190, 326, 120)
    s.line("M250 262c70 4 74 62 20 62H150", c.deep, 9)
    s.line("M250 260c70 4 74 62 20 62H150", c.light, 5)
    s.rect((112, 110, 138, 190), s.across(c.light, c.base, c.deep), 30)
    s.rect((118, 116, 126, 178), s.slant(c.pale, c.light, c.base), 26)
    for x in (154, 196):
        s.rect((x, 66, 14, 48), s.across("#e9eaee", "#9a9da6"), 5)
    s.rect((158, 180, 46, 14), c.dark, 7)
    s.rect((162, 184, 38, 6), "#0c0d10", 3)
    s.rect((158, 212, 46, 14), c.dark, 7)
    s.rect((162, 216, 38, 6), "#0c0d10", 3)
    s.path("M118 146q0-30 30-30h30l-60 130z", "#fff", opacity=0.3)
    s.rect((232, 250, 34, 22), s.down("#fff", "#d5d3cf"), 7)


def power_bank(s: Sheet, c: Shades) -> None:
    s.shadow(200, 334, 110)
    with s.group("rotate(-8 200 200)"):
        s.rect((118, 70, 164, 262), s.across(c.light, c.base, c.deep), 30)
        s.rect((124, 76, 152, 250), s.slant(c.light, c.base, c.deep), 26)
        s.rect((148, 100, 104, 46), _GLASS, 12)
        for index in range(4):
            s.rect((160 + index * 21, 114, 15, 18), s.down("#8cf0b4", "#33b56c"), 4, opacity=1 if index < 3 else 0.3)
        s.path("M204 190l-26 44h20l-6 36 30-50h-22z", c.pale, opacity=0.85)
        s.rect((172, 324, 56, 8), c.dark, 4)
        s.path("M124 106q0-30 30-30h44l-74 160z", "#fff", opacity=0.16)


def cable(s: Sheet, c: Shades) -> None:
    s.shadow(200, 320, 120)
    loops = "M120 132C60 180 70 300 190 304S340 240 300 178 150 130 138 214s96 92 120 34"
    s.line(loops, c.deep, 15)
    s.line(loops, c.base, 11)
    s.line(loops, c.light, 4, opacity=0.6)
    with s.group("rotate(38 120 120)"):
        s.rect((104, 74, 32, 58), s.across(c.light, c.base, c.deep), 8)
        s.rect((109, 44, 22, 32), s.across("#f4f4f6", "#a9acb4"), 4)
        s.rect((114, 50, 12, 4), "#6d7079", 2)
    with s.group("rotate(-28 258 248)"):
        s.rect((243, 188, 30, 58), s.across(c.light, c.base, c.deep), 8)
        s.rect((248, 166, 20, 24), s.across("#f4f4f6", "#a9acb4"), 6)


def phone_stand(s: Sheet, c: Shades) -> None:
    s.shadow(200, 336, 118)
    s.path("M132 330q0-16 16-16h104q16 0 16 16v4q0 4-4 4H136q-4 0-4-4z", s.across(c.light, c.base, c.deep))
    s.path("M188 316l16-150h22l-14 150z", s.across(c.light, c.deep))
    with s.group("rotate(-6 200 180)"):
        s.rect((136, 62, 128, 214), s.across("#4a4d55", "#17181c"), 24)
        s.rect((143, 69, 114, 200), s.down("#30466f", "#7e9fd0", "#e8d9c9"), 19)
        s.path("M143 210c40-30 70 20 114-14v54q0 19-19 19h-76q-19 0-19-19z", "#f4e3d0", opacity=0.7)
        s.rect((186, 76, 28, 8), "#0a0b0e", 4)
    s.path("M128 268q0-8 8-8h128q8 0 8 8v10q0 8-8 8H136q-8 0-8-8z", s.down(c.light, c.base))
