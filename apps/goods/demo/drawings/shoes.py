"""Shoes, from the side."""

from .colours import Shades
from .sheet import Sheet

_RUBBER = ("#fdfdfc", "#dcdad6", "#b9b6b0")


def sneaker(s: Sheet, c: Shades) -> None:
    s.shadow(200, 306, 172)
    s.path("M40 270q-4 26 14 30 8 4 26 4h248q42 0 42-24 0-16-18-22z", s.down(*_RUBBER))
    s.line("M52 296h300", "#8f8c86", 4, opacity=0.6)
    s.path(
        "M46 272q-8-70 8-130 4-14 18-10 40 24 84-4 14-10 24 2l74 72q16 14 54 22 "
        "50 8 54 44 2 14-12 16l-280 6q-22 0-24-18z",
        s.slant(c.light, c.base, c.deep),
    )
    s.path("M46 272q-8-70 8-130 4-14 18-10 14 8 26 10-14 60-4 148h-24q-22 0-24-18z", s.across(c.deep, c.base))
    s.path("M290 220q56 6 70 40 2 14-10 18l-70 2q-10-36 10-60z", s.slant(c.pale, c.light, c.base))
    s.path("M104 268q40-4 62-44t70-38l18 18q-40 8-62 44t-88 30z", c.pale)
    s.path("M152 126q18-14 28 2l76 74-26 18-96-68z", s.slant(c.pale, c.light))
    for x, y in ((150, 146), (168, 162), (186, 178), (204, 194)):
        s.line(f"M{x} {y}l34-20", c.dark, 8)
        s.line(f"M{x} {y - 1}l34-20", "#fbfaf8", 5)
    s.path("M56 140q40 32 100-10l-8-10q-44 28-80 4-12-2-12 16z", c.dark)
    s.path("M44 274q160 14 318-8l-2 12q-160 18-314 6z", s.across(c.deep, c.base))
    for x in range(308, 350, 14):
        s.circle(x, 246, 2.6, c.dark, opacity=0.5)


def leather_shoe(s: Sheet, c: Shades) -> None:
    s.shadow(200, 300, 172)
    s.path("M44 270h320q10 0 8 12-2 10-16 10H150l-4 8H52q-10 0-10-12z", s.down("#4c3528", "#221812"))
    s.path(
        "M46 268q-8-64 8-122 2-10 14-8 44 14 84-4 10-4 18 4 40 50 98 66 92 12 100 52 2 12-10 12z",
        s.slant(c.light, c.base, c.deep),
    )
    s.path("M266 202q90 10 102 54 0 12-10 12h-92q-36-30 0-66z", s.slant(c.light, c.base, c.dark))
    s.line("M262 204q-34 32 2 64", c.dark, 3)
    s.line("M256 206q-34 32 0 62", c.pale, 2, opacity=0.45)
    s.path("M128 150q24 56 92 62l24-14q-46-22-74-60-8-8-18-4z", s.slant(c.base, c.deep))
    for x, y in ((150, 164), (168, 180), (190, 192)):
        s.line(f"M{x} {y}l26-22", c.dark, 6)
        s.line(f"M{x} {y - 2}l26-22", c.light, 3)
    s.path("M56 142q48 22 110-8l-6-8q-50 24-92 8-10-4-12 8z", c.dark)
    s.path("M50 262q-2-60 8-112 16 6 34 6-14 52-8 106z", c.dark, opacity=0.3)
    s.path("M296 214q46 8 62 32-40-14-70-16z", "#fff", opacity=0.4)
    s.line("M46 268h320", c.pale, 2.5, opacity=0.5)


def high_heel(s: Sheet, c: Shades) -> None:
    s.shadow(206, 322, 160)
    s.path("M74 150q-6 60 2 160 0 10 8 10t8-10l22-96z", s.across(c.base, c.deep, c.dark))
    s.path("M70 116q60 120 170 148 30 8 104 26 20 6 20 18 0 10-14 10h-70q-30 0-62-22-70-50-124-88-24-22-24-92z", c.dark)
    s.path(
        "M66 112q-4 76 30 104 56 40 118 76 30 18 66 18h66q16 0 14-12-4-26-66-58-20-10-34 4-90-20-168-134-20-14-26 2z",
        s.slant(c.light, c.base, c.deep),
    )
    s.path("M66 112q4-16 26-2 78 114 168 134-14 16-4 32-130-30-190-164z", s.slant(c.dark, c.deep))
    s.path("M260 244q16-16 42 0 50 26 56 50-60-4-98-50z", s.slant(c.pale, c.light, c.base))
    s.path("M74 130q10 60 34 76 40 32 76 54-30-30-60-62-26-28-50-68z", "#fff", opacity=0.22)
    s.circle(288, 256, 8, s.ball("#fff6d8", "#d9a945"))
    s.line("M216 294q34 20 66 20h70", "#ead9c4", 4)


def boot(s: Sheet, c: Shades) -> None:
    s.shadow(196, 336, 154)
    s.path("M92 300h258q12 0 10 18-2 14-18 14H182l-6 6h-78q-12 0-12-14z", s.down("#3a3a3e", "#17171a"))
    s.path(
        "M108 58q44-14 96 0l-2 126q2 26 40 36 96 14 106 62 2 18-12 20H104q-14 0-12-16 16-110 16-228z",
        s.across(c.light, c.base, c.deep),
    )
    s.path("M240 220q98 12 108 62 2 18-12 20h-98q-30-40 2-82z", s.slant(c.light, c.base, c.dark))
    s.path("M108 58q44-14 96 0v26q-50-12-97 0z", s.down(c.pale, c.light))
    s.path("M138 96h30l-8 144q-18 10-34 0z", c.dark, opacity=0.55)
    s.line("M204 96l-2 88q2 26 40 36", c.deep, 4)
    for y in (110, 138, 166, 194):
        s.line(f"M156 {y}l44 14", c.dark, 8)
        s.line(f"M156 {y - 1}l44 14", "#e9d3ad", 5)
    for x, y in ((216, 214), (236, 226)):
        s.line(f"M{x} {y + 10}l22-26", "#e9d3ad", 5)
    s.line("M94 292q130 8 252-2", "#e9d3ad", 3, stroke_dasharray="6 7")
    s.path("M116 92q4 100-12 196h14q18-90 16-198z", "#fff", opacity=0.22)
