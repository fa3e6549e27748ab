"""What people wear."""

from .colours import Shades
from .sheet import Sheet

_STEEL = ("#f3f4f6", "#c3c7ce", "#8d929c")


def t_shirt(s: Sheet, c: Shades) -> None:
    s.shadow(200, 350, 118)
    s.path("M150 72l-66 30-48 92 52 30 30-46-4 152q0 14 14 14h144q14 0 14-14l-4-152 30 46 52-30-48-92-66-30z", c.deep)
    s.path(
        "M150 68l-66 30-48 92 52 28 32-46-6 152q0 14 14 14h144q14 0 14-14l-6-152 32 46 52-28-48-92-66-30q-50 40-100 0z",
        s.slant(c.light, c.base, c.deep),
    )
    s.path("M150 68q50 70 100 0l-12-5q-38 44-76 0z", s.down(c.pale, c.light))
    s.path("M162 63q38 36 76 0-38 16-76 0z", c.dark)
    s.line("M120 172l10-34M280 172l-10-34", c.deep, 3, opacity=0.7)
    s.line("M42 184l48 26M358 184l-48 26M118 312h164", c.pale, 2.5, opacity=0.55)
    s.path("M136 200q30 40 20 124h-24zM262 190q-22 60-10 134h16z", c.deep, opacity=0.3)
    s.circle(236, 142, 11, c.pale, opacity=0.9)
    s.path("M231 145l5-8 5 8z", c.dark)
    s.path("M104 104l40-20q-8 50-18 76z", "#fff", opacity=0.16)


def dress(s: Sheet, c: Shades) -> None:
    s.shadow(200, 366, 126)
    s.line("M200 46v-8q0-14 12-14t10 12-22 16l-46 18M200 52l46 18", "#b08f62", 5)
    s.path(
        "M156 66l-14 54 18 74-70 148q-4 10 8 12 102 18 204 0 12-2 8-12L240 194l18-74-14-54-14 2q-30 44-60 0z", c.deep
    )
    s.path(
        "M156 62l-14 56 20 74-70 146q-4 10 8 12 100 16 200 0 12-2 8-12l-70-146 20-74-14-56-14 2q-30 50-60 0z",
        s.slant(c.pale, c.light, c.base, c.deep),
    )
    s.path("M161 186h78l4 14h-86z", s.across(c.dark, c.base, c.dark))
    for x, bend in ((172, -34), (190, -14), (212, 16), (230, 38)):
        s.line(f"M{x} 204q{bend * 0.4:.0f} 70 {bend} 144", c.deep, 3, opacity=0.45)
    s.path("M170 206q-20 70-48 144l-22-4q50-80 62-140z", "#fff", opacity=0.2)
    for x, y in (
        (140, 300),
        (180, 262),
        (206, 322),
        (250, 296),
        (228, 246),
        (168, 330),
        (276, 334),
        (196, 144),
        (220, 112),
    ):
        s.circle(x, y, 4.5, c.pale, opacity=0.9)
    s.line("M98 346q102 18 204 0", c.pale, 3, opacity=0.7)


def jacket(s: Sheet, c: Shades) -> None:
    s.shadow(200, 356, 124)
    for d, fill in (
        ("M140 74l-58 34-34 178q-2 12 10 14l34 6q10 0 12-10l30-130z", s.across(c.base, c.light, c.deep)),
        ("M260 74l58 34 34 178q2 12-10 14l-34 6q-10 0-12-10l-30-130z", s.across(c.light, c.base, c.dark)),
        ("M140 70q60-22 120 0l24 40-2 220q0 16-16 16H134q-16 0-16-16l-2-220z", s.slant(c.light, c.base, c.deep)),
    ):
        s.path(d, fill)
    for y in (140, 180, 220, 260, 300):
        s.line(f"M118 {y}q82 16 164 0", c.deep, 4, opacity=0.75)
        s.line(f"M118 {y + 5}q82 16 164 0", c.pale, 2, opacity=0.4)
    for y, x in ((156, 74), (204, 64), (250, 55)):
        s.line(f"M{x} {y}q18 12 36 8M{400 - x} {y}q-18 12-36 8", c.deep, 3.5, opacity=0.7)
    s.path("M150 74q-8-40 50-42 58 2 50 42-50 24-100 0z", s.down(c.dark, c.deep))
    s.path("M142 82q-6-24 20-34 38 44 76 0 26 10 20 34-58 28-116 0z", s.down(c.pale, c.base))
    s.rect((196, 86, 8, 258), s.across(*_STEEL), 3)
    s.rect((194, 92, 12, 20), "#6b6e76", 4)
    s.line("M136 252l26-22M264 252l-26-22", c.dark, 5)
    s.path("M140 84l-20 30v120q20-80 40-138z", "#fff", opacity=0.18)


def jeans(s: Sheet, c: Shades) -> None:
    s.shadow(200, 366, 104)
    s.path("M126 44h148l22 306q0 10-10 10h-52q-10 0-11-10l-23-196-23 196q-1 10-11 10h-52q-10 0-10-10z", c.dark)
    s.path(
        "M128 42h144l20 304q0 8-10 8h-48q-9 0-10-8l-24-204-24 204q-1 8-10 8h-48q-10 0-10-8z",
        s.across(c.deep, c.base, c.light, c.base, c.deep),
    )
    s.rect((124, 36, 152, 24), s.down(c.light, c.deep), 6)
    for x in (142, 174, 220, 252):
        s.rect((x, 32, 7, 32), c.dark, 2)
    s.line("M132 66q4 34 34 38M268 66q-4 34-34 38M200 60v70q-14-2-18-40", "#e0a85c", 3)
    s.circle(200, 48, 6, s.ball("#ffe2ad", "#b3803d"))
    s.path("M150 150q16 60 4 150-18-60-4-150zM250 150q-16 60-4 150 18-60 4-150z", c.pale, opacity=0.4)
    s.path("M118 332h60l-2 14q-1 8-10 8h-40q-10 0-9-8zM282 332h-60l2 14q1 8 10 8h40q10 0 9-8z", c.pale, opacity=0.7)
    s.line("M119 330h59M281 330h-59", "#e0a85c", 2.5)


def cap(s: Sheet, c: Shades) -> None:
    s.shadow(206, 298, 158)
    s.path("M70 236c-8-112 44-162 124-162s132 54 128 156q-120-40-252 6z", s.slant(c.light, c.base, c.deep))
    s.path("M194 74c-52 20-74 80-74 150l-50 12C62 124 114 74 194 74z", s.slant(c.pale, c.light), opacity=0.55)
    s.line("M194 74c-52 20-74 80-74 148M194 74c46 20 72 76 74 142M194 74v140", c.deep, 3, opacity=0.7)
    s.ellipse(194, 74, (13, 7), c.dark)
    s.path("M70 236q128-52 252-6 62 30 54 50-8 16-66-2-130-44-232-4-20-8-8-38z", s.down(c.base, c.deep))
    s.path("M82 240q120-44 238-4 46 22 48 34-150-66-286-16-6-6 0-14z", s.down(c.light, c.base))
    s.line("M92 262q126-46 258 10", c.pale, 2.5, opacity=0.6)
    for x, y in ((140, 146), (246, 144)):
        s.circle(x, y, 5, c.dark)
    s.path("M180 172l16-28 16 28-6 22h-20z", c.pale, opacity=0.9)
    s.circle(196, 178, 6, c.deep)
    s.path("M92 200c2-54 24-92 60-108-24 28-36 62-38 100z", "#fff", opacity=0.25)
