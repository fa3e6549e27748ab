"""Bags, and the watch that goes with them."""

from .colours import Shades
from .sheet import Sheet

_STEEL = ("#f3f4f6", "#c3c7ce", "#8d929c")
_BRASS = ("#fbe7b4", "#cfa04c", "#94692a")


def handbag(s: Sheet, c: Shades) -> None:
    s.shadow(200, 336, 146)
    s.line("M132 176c-4-160 140-160 136 0", c.dark, 17)
    s.line("M132 176c-4-160 140-160 136 0", s.across(c.light, c.base, c.deep), 12)
    s.path("M76 166q2-18 20-18h208q18 0 20 18l22 144q2 22-20 22H74q-22 0-20-22z", s.across(c.light, c.base, c.deep))
    s.path("M82 168q2-14 16-14h204q14 0 16 14l20 138q2 18-16 18H78q-18 0-16-18z", s.slant(c.light, c.base, c.deep))
    s.path("M80 154h240l8 54q-128 84-256 0z", s.slant(c.pale, c.light, c.base))
    s.line("M78 210q122 76 244 0", c.deep, 3, stroke_dasharray="7 6")
    s.rect((176, 226, 48, 40), s.slant(*_BRASS), 9)
    s.rect((188, 236, 24, 20), c.dark, 5)
    s.circle(200, 246, 5, s.ball(*_BRASS))
    for x in (132, 268):
        s.circle(x, 176, 13, s.ball(*_BRASS))
        s.circle(x, 176, 6, c.deep)
    s.path("M84 160h80L86 300q-14 10-18-4z", "#fff", opacity=0.16)


def backpack(s: Sheet, c: Shades) -> None:
    s.shadow(200, 356, 124)
    s.line("M174 62q0-34 26-34t26 34", c.dark, 12)
    for d in ("M104 150q-26 90-8 170", "M296 150q26 90 8 170"):
        s.line(d, c.dark, 20)
    s.path("M98 170q0-112 102-112t102 112v150q0 32-32 32H130q-32 0-32-32z", s.across(c.light, c.base, c.deep))
    s.path("M106 170q0-104 94-104t94 104v148q0 26-26 26H132q-26 0-26-26z", s.slant(c.light, c.base, c.deep))
    s.line("M116 196q-4-112 84-112t84 112", c.dark, 6)
    s.line("M116 196q-4-112 84-112t84 112", s.across(*_STEEL), 2.5)
    s.path("M124 230q0-20 20-20h112q20 0 20 20v78q0 22-22 22H146q-22 0-22-22z", s.slant(c.pale, c.light, c.base))
    s.path("M124 238q76 30 152 0v-10q-4-18-20-18H144q-16 0-20 18z", s.down(c.light, c.deep), opacity=0.8)
    s.line("M132 250q68 24 136 0", c.dark, 3)
    s.rect((192, 250, 16, 34), s.across(*_STEEL), 6)
    s.rect((168, 132, 64, 30), c.dark, 8)
    s.path("M180 154l12-14 9 10 7-6 12 10z", c.pale)
    s.path("M112 176q-4-74 50-96-30 50-34 150z", "#fff", opacity=0.25)


def suitcase(s: Sheet, c: Shades) -> None:
    s.shadow(200, 362, 116)
    s.line("M164 92V34q0-8 8-8h56q8 0 8 8v58", "#7d828c", 9)
    s.rect((162, 20, 76, 18), s.down("#5a5d65", "#24262b"), 9)
    for x in (120, 258):
        s.circle(x + 11, 354, 11, s.ball("#6b6e76", "#17181b"))
    s.rect((96, 82, 208, 268), s.across(c.light, c.base, c.deep), 30)
    s.rect((102, 88, 196, 256), s.slant(c.pale, c.light, c.base, c.deep), 26)
    for x in (124, 151, 178, 205, 232, 259):
        s.rect((x, 106, 17, 220), s.across(c.deep, c.base, c.light), 8, opacity=0.75)
    s.rect((94, 208, 212, 12), s.down("#4a4d55", "#202227"), 4)
    s.rect((178, 196, 44, 36), s.slant(*_STEEL), 8)
    s.rect((186, 206, 28, 8), "#34363d", 3)
    s.line("M172 92h56", c.dark, 10)
    for x, y in ((100, 86), (274, 86), (100, 320), (274, 320)):
        s.rect((x, y, 26, 26), c.deep, 12, opacity=0.6)
    s.path("M108 112q0-20 20-20h60l-76 170z", "#fff", opacity=0.25)


def watch(s: Sheet, c: Shades) -> None:
    s.shadow(200, 368, 84)
    s.path("M158 120l8-86q2-14 16-14h36q14 0 16 14l8 86z", s.across(c.light, c.base, c.deep))
    s.path("M158 280l8 76q2 12 16 12h36q14 0 16-12l8-76z", s.across(c.light, c.base, c.deep))
    s.line("M172 34l-6 70M228 34l6 70M172 356l-6-60M228 356l6-60", c.pale, 2.5, stroke_dasharray="6 6", opacity=0.8)
    for y in (322, 338):
        s.ellipse(200, y, (4, 5), c.dark)
    s.rect((292, 188, 18, 24), s.across(*_BRASS), 5)
    s.circle(200, 200, 98, s.slant(*_STEEL))
    s.circle(200, 200, 90, s.slant("#8d929c", "#f3f4f6"))
    s.circle(200, 200, 82, s.ball("#fffefb", "#f1ede4", "#cfc8ba"))
    for hour in range(12):
        long = hour % 3 == 0
        with s.group(f"rotate({hour * 30} 200 200)"):
            s.rect((197 if long else 198.5, 126, 6 if long else 3, 20 if long else 12), "#3a352c", 1.5)
    s.circle(200, 238, 20, s.slant("#e4dfd3", "#fdfbf6"))
    s.line("M200 238v-13", "#8a6a3a", 2)
    s.line("M200 200l-36-26", "#2c2822", 7)
    s.line("M200 200l30-50", "#2c2822", 5)
    s.line("M200 214l-4-72", c.base, 2.5)
    s.circle(200, 200, 6, s.ball(*_BRASS))
    s.path("M130 190a72 72 0 0 1 60-62q-40 24-60 62z", "#fff", opacity=0.8)


def sunglasses(s: Sheet, c: Shades) -> None:
    s.shadow(200, 268, 160)
    s.line("M64 176q-20-50 20-66l50-6M336 176q20-50-20-66l-50-6", c.dark, 9)
    for x, fill in ((54, s.slant(c.dark, c.base, c.pale)), (216, s.slant(c.dark, c.base, c.pale))):
        s.path(f"M{x} 172q-2-18 18-20 56-8 98 0 16 2 14 20-4 84-68 84-58 0-62-84z", s.across("#3a3b42", "#17181c"))
        s.path(f"M{x + 9} 174q0-12 12-14 48-6 88 0 12 2 10 14-4 72-56 72-50 0-54-72z", fill)
        s.path(f"M{x + 16} 170q30-6 58-4l-40 66q-18-20-18-62z", "#fff", opacity=0.28)
    s.line("M180 172q20-18 40 0", "#24252a", 10)
    s.line("M182 168q18-14 36 0", c.light, 3, opacity=0.8)
    s.circle(66, 168, 4, s.ball(*_BRASS))
    s.circle(334, 168, 4, s.ball(*_BRASS))
