"""What a home plugs in."""

from .colours import Shades
from .sheet import Sheet

_STEEL = ("#f3f4f6", "#c3c7ce", "#8d929c")


def television(s: Sheet, c: Shades) -> None:
    s.shadow(200, 312, 160)
    for x in (104, 268):
        s.path(f"M{x} 268h28l10 38q2 5-4 5h-40q-6 0-4-5z", s.down("#4a4c54", "#232429"))
    s.rect((26, 84, 348, 196), s.across("#4d4f57", "#1a1b1f"), 8)
    s.rect((31, 89, 338, 184), s.slant(c.dark, c.base, c.light), 4)
    s.circle(262, 150, 30, c.pale, opacity=0.92)
    s.path("M31 222c60-52 96-10 140-34s90-30 198 10v71q0 4-4 4H35q-4 0-4-4z", c.light, opacity=0.7)
    s.path("M31 244c70-34 120 8 180-14s100-12 158-6v45q0 4-4 4H35q-4 0-4-4z", c.dark, opacity=0.6)
    s.path("M35 89h190L96 273H35q-4 0-4-4V93q0-4 4-4z", "#fff", opacity=0.1)


def fridge(s: Sheet, c: Shades) -> None:
    s.shadow(200, 362, 108)
    for x in (128, 258):
        s.rect((x, 350, 18, 12), "#3a3b41", 3)
    s.rect((108, 36, 184, 318), s.across(c.light, c.base, c.deep), 16)
    for box, fill in (
        ((112, 40, 87, 206), s.slant(c.pale, c.light, c.base)),
        ((201, 40, 87, 206), s.slant(c.light, c.base, c.deep)),
        ((112, 249, 176, 48), s.slant(c.light, c.base, c.deep)),
        ((112, 300, 176, 50), s.slant(c.light, c.base, c.deep)),
    ):
        s.rect(box, fill, 8)
    for x in (189, 206):
        s.rect((x, 120, 5, 84), s.down(*_STEEL), 2.5)
    for y in (256, 307):
        s.rect((160, y, 80, 5), s.across(*_STEEL), 2.5)
    s.rect((221, 92, 47, 62), "#1a1b20", 7)
    s.rect((226, 97, 37, 20), s.down("#7fc4ee", "#3a7fc0"), 4)
    s.rect((231, 124, 27, 24), "#2c2e35", 4)
    s.path("M112 48q0-8 8-8h46l-54 130z", "#fff", opacity=0.3)


def washing_machine(s: Sheet, c: Shades) -> None:
    s.shadow(200, 348, 124)
    s.rect((92, 58, 216, 284), s.across(c.light, c.base, c.deep), 18)
    s.rect((96, 62, 208, 276), s.slant(c.pale, c.light, c.base), 15)
    s.path("M96 77q0-15 15-15h178q15 0 15 15v40H96z", s.down("#3c3e46", "#25262b"))
    s.circle(200, 90, 18, s.ball("#fff", "#c9ccd2", "#8b8f98"))
    s.line("M200 90l8-9", "#5b5e66", 3)
    s.rect((112, 78, 56, 24), s.down("#6fd0dd", "#2d8ea3"), 5)
    for x in (240, 260, 280):
        s.circle(x, 90, 4.5, "#c9ccd2")
    s.circle(200, 220, 84, s.slant("#fdfdfd", "#a4a8b1"))
    s.circle(200, 220, 72, "#2b2d33")
    s.circle(200, 220, 62, s.ball("#e2f3fb", "#8fbfd9", "#3f6f90"))
    s.path("M140 232c18-18 34 8 60-6s40-10 60 6a62 62 0 0 1-120 0z", "#f7fbfd", opacity=0.85)
    for x, y, r in ((176, 210, 8), (224, 206, 11), (202, 188, 6), (240, 228, 6), (160, 232, 5)):
        s.circle(x, y, r, "#fff", opacity=0.75)
    s.path("M152 198a56 56 0 0 1 60-36q-34 10-48 48z", "#fff", opacity=0.5)
    s.rect((268, 204, 14, 34), s.across(*_STEEL), 7)


def rice_cooker(s: Sheet, c: Shades) -> None:
    s.shadow(200, 322, 142)
    s.path("M74 206h252v62q0 52-54 52H128q-54 0-54-52z", s.across(c.light, c.base, c.deep))
    s.path("M74 206c0-76 40-102 126-102s126 26 126 102z", s.slant(c.pale, c.light, c.base))
    s.rect((68, 198, 264, 16), s.across(*_STEEL), 8)
    s.path("M128 104c0-42 144-42 144 0l-20 8c0-22-104-22-104 0z", s.down(c.base, c.deep))
    s.ellipse(200, 126, (24, 8), c.deep)
    s.ellipse(200, 124, (15, 4.5), "#2a2b30")
    s.rect((144, 228, 112, 66), "#1b1c21", 16)
    s.rect((156, 238, 88, 26), s.down("#f3b25c", "#d87c2a"), 6)
    for x in (170, 200, 230):
        s.circle(x, 279, 6.5, c.pale, opacity=0.9)
    s.path("M86 198c2-50 24-78 66-86-26 20-36 46-40 86z", "#fff", opacity=0.4)
    for x, y in ((186, 84), (214, 76)):
        s.line(f"M{x} {y}c-12-14 10-22 0-38", "#b9b4ad", 5, opacity=0.45)


def kettle(s: Sheet, c: Shades) -> None:
    s.shadow(200, 336, 118)
    s.rect((108, 316, 176, 18), s.across("#51535b", "#24252a"), 9)
    s.line("M262 120c92-14 92 150 10 158", c.deep, 23)
    s.line("M262 120c92-14 92 150 10 158", s.down(c.base, c.dark), 16)
    s.path("M146 118l-46-14q-10 0-6 10l42 54z", s.slant(c.light, c.base))
    s.path("M142 104h112l26 200q0 14-14 14H128q-14 0-14-14z", s.across(c.pale, c.light, c.base, c.deep))
    s.path("M140 104c6-30 110-30 116 0z", s.across(c.light, c.base, c.deep))
    s.rect((134, 98, 128, 12), s.across(*_STEEL), 6)
    s.circle(198, 74, 11, s.ball("#61636c", "#1a1b1f"))
    s.rect((180, 170, 18, 96), "#fff", 9, opacity=0.55)
    s.path("M182 214h14v43q0 7-7 7t-7-7z", "#5aa9dd", opacity=0.85)
    s.path("M150 120h16l-18 180h-18z", "#fff", opacity=0.35)


def vacuum_robot(s: Sheet, c: Shades) -> None:
    s.shadow(200, 300, 168, 20)
    s.path("M50 222v34c0 92 300 92 300 0v-34z", s.across(c.base, c.dark, c.base))
    s.ellipse(200, 222, (150, 88), s.slant(c.pale, c.light, c.base))
    s.ellipse(200, 220, (138, 78), s.slant(c.light, c.base, c.deep))
    s.ellipse(200, 219, (136, 76), s.slant(c.pale, c.light))
    s.path("M154 176v20c0 34 92 34 92 0v-20z", s.across("#4e5059", "#1c1d21"))
    s.ellipse(200, 176, (46, 25), s.slant("#5b5e67", "#2a2b30"))
    s.ellipse(200, 175, (32, 16), s.slant(c.light, c.base))
    s.ellipse(200, 258, (34, 13), c.base)
    s.ellipse(200, 257, (34, 13), c.pale)
    s.line("M192 257h16", "#37a26a", 4)
    s.path("M112 302c50 26 126 26 176 0l-4 16c-50 22-118 22-168 0z", "#2b2d33")
    for x in (150, 200, 250):
        s.circle(x, 317 if x == 200 else 312, 3.5, "#7c8b9d")
    s.line("M66 290l-24 20M70 296l-8 28M60 284l-30 4", "#85898f", 4)


def air_conditioner(s: Sheet, c: Shades) -> None:
    s.rect((36, 108, 328, 104), s.down(c.light, c.base, c.deep), 22)
    s.rect((38, 108, 324, 98), s.slant(c.pale, c.light, c.base), 21)
    s.path("M38 164h324v21q0 21-21 21H59q-21 0-21-21z", s.down(c.light, c.deep), opacity=0.55)
    s.path("M62 186h276l-12 16H74z", "#2c2e34")
    for x in range(96, 320, 28):
        s.line(f"M{x} 189l-3 10", "#6f737c", 3)
    s.line("M72 187h256", c.pale, 5)
    s.rect((286, 130, 50, 22), "#fff", 6, opacity=0.5)
    s.line("M297 136h7v5h-7v5h7M318 136h-7v10h7v-5h-7", "#2d86b8", 2.6)
    s.path("M40 128q2-18 20-18h120q-80 10-140 40z", "#fff", opacity=0.5)
    for x, drop in ((110, 66), (168, 84), (226, 84), (284, 66)):
        s.line(
            f"M{x} 226c-16 {drop * 0.36:.0f} 16 {drop * 0.64:.0f} 0 {drop}", s.down(("#58a8d8", 0.7), ("#58a8d8", 0)), 7
        )
