"""What a home is lived in with."""

from .colours import Shades
from .sheet import Sheet

_STEEL = ("#f4f5f7", "#c9ccd2", "#9a9ea7")
_OAK = ("#e0bd8d", "#c4955f", "#97683d")
_WOOD = ("#c99a68", "#9a6a3f")


def sofa(s: Sheet, c: Shades) -> None:
    s.shadow(200, 320, 176, 16)
    for x in (62, 318):
        s.path(f"M{x} 286h20l-4 34h-10z", s.across(*_OAK))
    s.rect((54, 130, 292, 130), s.down(c.light, c.base, c.deep), 34)
    s.rect((66, 142, 132, 104), s.slant(c.pale, c.light, c.base), 24)
    s.rect((202, 142, 132, 104), s.slant(c.light, c.base, c.deep), 24)
    s.rect((50, 236, 300, 56), s.down(c.base, c.deep), 18)
    s.rect((70, 214, 130, 46), s.down(c.pale, c.light, c.base), 18)
    s.rect((200, 214, 130, 46), s.down(c.light, c.base), 18)
    s.rect((24, 184, 56, 110), s.across(c.light, c.base, c.deep), 26)
    s.rect((320, 184, 56, 110), s.across(c.base, c.deep, c.dark), 26)
    s.ellipse(52, 202, (22, 15), c.light, opacity=0.8)
    s.ellipse(348, 202, (22, 15), c.base, opacity=0.9)
    with s.group("rotate(-12 118 200)"):
        s.rect((88, 164, 64, 60), s.slant("#fffaf0", "#e9dcc6"), 14)
        s.line("M102 178h36M102 194h36M102 210h36", c.light, 3, opacity=0.7)


def chair(s: Sheet, c: Shades) -> None:
    s.shadow(200, 350, 96)
    s.path("M136 236l-18 110h12l26-104zM264 236l18 110h-12l-26-104z", s.down(*_WOOD))
    s.path("M166 240l-6 92h10l10-90zM234 240l6 92h-10l-10-90z", _WOOD[1])
    s.path("M124 74q0-22 24-22h104q24 0 24 22l-10 128H134z", s.across(c.light, c.pale, c.base))
    s.path("M150 74h100l-6 108h-88z", s.slant(c.pale, c.light), opacity=0.8)
    s.path("M118 204q0-10 12-10h140q12 0 12 10l6 30q2 14-14 14H126q-16 0-14-14z", s.down(c.light, c.deep))
    s.path("M122 204h156l3 14H119z", c.pale, opacity=0.8)


def office_chair(s: Sheet, c: Shades) -> None:
    s.shadow(200, 352, 104)
    for d in ("M200 306L118 342", "M200 306L282 342", "M200 306L172 350", "M200 306L230 350"):
        s.line(d, s.across("#5c5f68", "#24262b"), 10)
    for x, y in ((116, 346), (284, 346), (171, 354), (231, 354)):
        s.circle(x, y, 9, s.ball("#555861", "#17181b"))
    s.rect((192, 254, 16, 56), s.across("#8d919b", "#3c3f46"), 4)
    s.rect((130, 48, 140, 158), s.across(c.light, c.base, c.deep), 40)
    s.rect((140, 58, 120, 138), s.slant(c.light, c.base, c.deep), 32)
    s.path(
        "M152 150q48 18 96 0M152 120q48 18 96 0M152 90q48 18 96 0", "none", stroke=c.pale, stroke_width=3, opacity=0.4
    )
    s.rect((190, 190, 20, 44), "#2f3138", 6)
    s.line("M104 238v-44q0-10 10-10h22M296 238v-44q0-10-10-10h-22", "#34363d", 13)
    s.rect((104, 222, 192, 44), s.down(c.light, c.base, c.deep), 22)
    s.ellipse(200, 231, (80, 7), c.pale, opacity=0.45)


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


def bed(s: Sheet, c: Shades) -> None:
    s.shadow(200, 322, 176, 16)
    for x in (46, 338):
        s.rect((x, 290, 16, 32), s.across(*_OAK), 4)
    s.rect((44, 96, 312, 160), s.down("#e6c596", "#b98a56"), 26)
    s.rect((56, 108, 288, 140), s.slant("#ecd0a6", "#c99c67"), 20)
    s.rect((40, 204, 320, 96), s.down("#fdfcfa", "#d9d4cd"), 24)
    for x in (72, 208):
        s.rect((x, 168, 122, 58), s.down("#fff", "#f3efe9", "#d8d0c6"), 24)
        s.path(f"M{x + 18} 210q42 12 86 0", "none", stroke="#cfc7bc", stroke_width=3, stroke_linecap="round")
    s.path(
        "M36 244c0-22 16-30 40-30h248c24 0 40 8 40 30v50q0 12-12 12H48q-12 0-12-12z", s.slant(c.light, c.base, c.deep)
    )
    s.path("M36 248c0-24 16-34 40-34h248c24 0 40 10 40 34l-18 6H54z", s.down(c.pale, c.light))
    s.path(
        "M92 256c8 20-4 30 4 48M196 256c10 20-6 30 2 48M306 256c-8 20 6 30-2 48",
        "none",
        stroke=c.deep,
        stroke_width=3,
        opacity=0.5,
    )


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


def frying_pan(s: Sheet, c: Shades) -> None:
    s.shadow(176, 306, 142, 16)
    with s.group("rotate(-24 260 190)"):
        s.rect((262, 176, 122, 26), s.down("#e0bd8d", "#97683d"), 13)
        s.rect((248, 178, 36, 22), s.down("#f3f4f6", "#8d929c"), 6)
        s.circle(368, 189, 5, "#5f4023")
    s.path("M32 214c0 24 30 92 136 92s136-68 136-92z", s.across(c.light, c.base, c.deep))
    s.ellipse(168, 214, (138, 68), s.slant(c.light, c.deep))
    s.ellipse(168, 215, (129, 61), s.slant("#55575f", "#26272c"))
    s.ellipse(168, 224, (104, 45), s.glow("#4b4d55", "#2c2e33"))
    s.path("M104 224c-8-26 28-34 46-30s30-12 52 2 34 40 4 48-22 12-50 8-46 0-52-28z", "#fdfbf6")
    s.ellipse(164, 220, (27, 17), s.ball("#ffd76a", "#f4a522", "#d98512"))
    s.ellipse(156, 214, (8, 4), "#fff", opacity=0.7)
