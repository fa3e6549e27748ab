"""What stands before the mirror."""

from .colours import Shades
from .sheet import Sheet

_GOLD = ("#fdf0cd", "#d9b467", "#a67c33")


def lipstick(s: Sheet, c: Shades) -> None:
    s.shadow(206, 350, 128)
    s.path("M134 118q0-20 20-38l34-32q8-6 8 6v120h-62z", s.across(c.light, c.base, c.deep))
    s.path("M140 110q6-16 22-30l30-28q-18 42-52 58z", c.pale, opacity=0.55)
    s.rect((128, 168, 74, 62), s.across(*_GOLD, "#f0d89c"), 5)
    s.rect((118, 222, 94, 126), s.across("#4a4b52", "#232429", "#121317"), 8)
    s.rect((118, 232, 94, 10), s.across(*_GOLD))
    s.rect((234, 176, 82, 172), s.across("#4a4b52", "#232429", "#121317"), 10)
    s.rect((234, 316, 82, 12), s.across(*_GOLD))
    s.circle(275, 240, 15, "none", stroke=s.slant(*_GOLD), stroke_width=3)
    s.path("M275 230l6 10-6 12-6-12z", s.slant(*_GOLD))
    s.rect((126, 250, 9, 90), "#fff", 4.5, opacity=0.25)
    s.rect((242, 188, 9, 120), "#fff", 4.5, opacity=0.25)
    s.path("M50 340q30-30 70-22-14 24-70 22z", c.base, opacity=0.8)


def perfume(s: Sheet, c: Shades) -> None:
    s.shadow(200, 346, 126)
    s.rect((166, 50, 68, 66), s.across("#55565d", "#232429", "#101115"), 10)
    s.rect((172, 112, 56, 26), s.across(*_GOLD), 4)
    s.rect((100, 132, 200, 212), s.across(c.light, c.pale, c.light), 34, opacity=0.75)
    s.rect((112, 146, 176, 186), s.slant("#ffffff", c.pale), 26, opacity=0.8)
    s.path("M112 196q88 26 176 0v110q0 26-26 26H138q-26 0-26-26z", s.slant(c.light, c.base, c.deep), opacity=0.9)
    s.ellipse(200, 199, (86, 9), c.pale, opacity=0.8)
    s.line("M200 138v170", "#fff", 4, opacity=0.6)
    s.rect((150, 222, 100, 62), "#fffaf4", 6, opacity=0.95)
    s.line("M168 244h64M180 264h40", c.dark, 5)
    s.path("M108 166q0-26 26-26h20q-30 60-34 170-12-8-12-30z", "#fff", opacity=0.5)
    s.circle(152, 306, 5, "#fff", opacity=0.7)
    s.circle(250, 302, 7, "#fff", opacity=0.5)


def cream_jar(s: Sheet, c: Shades) -> None:
    s.shadow(200, 322, 150)
    s.path("M76 196h248v70q0 52-124 52T76 266z", s.across(c.pale, c.light, c.base, c.deep))
    s.path("M86 206h228v54q0 40-114 40T86 260z", "#fff", opacity=0.25)
    s.rect((70, 110, 260, 90), s.across("#fffdf8", "#efe7d8", "#cfc2a8"), 16)
    s.ellipse(200, 114, (128, 22), s.slant("#ffffff", "#ece3d2"))
    s.ellipse(200, 113, (98, 14), "none", stroke=s.slant(*_GOLD), stroke_width=3)
    s.rect((70, 188, 260, 12), s.across(*_GOLD))
    s.rect((142, 222, 116, 60), "#fffaf4", 8, opacity=0.95)
    s.line("M164 244h72M178 262h44", c.dark, 6)
    s.path("M88 126h26v66H92z", "#fff", opacity=0.7)
    s.path("M84 206q8-2 20-2v92q-16-6-20-24z", "#fff", opacity=0.35)
