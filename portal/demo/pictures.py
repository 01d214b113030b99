"""Pictures of the teams: a paperboard as a telephone takes it, and a sketched map."""

import random
import textwrap
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from lib.pdf.fonts import FILES, FOLDER, REGULAR, STRONG
from portal.demo.paper import Paper

INKS = ("#1b3a8a", "#a11d1d", "#1c6b35", "#222222")


def font(size: int, name: str = REGULAR) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FOLDER / FILES[name]), size)


def dice(paper: Paper) -> random.Random:
    """Chance that falls the same way each time for the same paper."""
    return random.Random(f"{paper.cycle}/{paper.heading}/{paper.version}")  # noqa: S311  Drawing, not secrets.


def paperboard(paper: Paper) -> bytes:
    """A sheet of paper with writing, slightly askew, on a wall: JPEG."""
    chance = dice(paper)
    wall = Image.new("RGB", (1200, 1600), chance.choice(("#b9aa94", "#9fb0b5", "#c4b7b0", "#a8b09a")))
    sheet = Image.new("RGBA", (1000, 1380), "#fdfcf6")
    pen, y = ImageDraw.Draw(sheet), 60
    pen.text((60, y), paper.territory, font=font(64, STRONG), fill=INKS[0])
    pen.line((60, y + 84, 60 + chance.randint(560, 820), y + 90), fill=INKS[1], width=6)
    y += 130
    for number, row in enumerate(paper.parts()[0].rows, start=1):
        colour = chance.choice(INKS)
        for line_number, line in enumerate(textwrap.wrap(row[0], 36)):
            pen.text(
                (60, y),
                f"{number}. {line}" if not line_number else line,
                font=font(44),
                fill=colour,
            )
            y += 58
        y += 34
    pen.rounded_rectangle((60, y, 940, y + 190), radius=30, outline=INKS[1], width=5)
    for offset, line in enumerate(textwrap.wrap(f"→ {paper.work.place}", 38)):
        pen.text((100, y + 40 + 58 * offset), line, font=font(42, STRONG), fill=INKS[1])
    tilted = sheet.rotate(chance.uniform(-3, 3), expand=True, resample=Image.Resampling.BILINEAR)
    wall.paste(tilted, ((1200 - tilted.width) // 2, (1600 - tilted.height) // 2), tilted)
    target = BytesIO()
    wall.save(target, "JPEG", quality=82)
    return target.getvalue()


def map_sketch(paper: Paper) -> bytes:
    """A sketched plan: streets, a river, and the places named in the figures: PNG."""
    chance = dice(paper)
    plan = Image.new("RGB", (1400, 900), "#f4f1e8")
    pen = ImageDraw.Draw(plan)
    for _ in range(7):
        x, y = chance.randint(0, 1400), chance.randint(0, 900)
        pen.line((x, 0, chance.randint(0, 1400), 900), fill="#d8d2c2", width=14)
        pen.line((0, y, 1400, chance.randint(0, 900)), fill="#d8d2c2", width=10)
    course = [(step * 140, chance.randint(520, 680)) for step in range(11)]
    pen.line(course, fill="#9cc3d6", width=46, joint="curve")
    for number, (name, figure) in enumerate(paper.work.figures):
        x, y = 140 + number * (1080 // len(paper.work.figures)), chance.randint(190, 460)
        radius = 16 + min(50, figure // 3)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=INKS[number % 4], outline="#ffffff", width=4)
        pen.text((x, y + radius + 8), f"{name} : {figure}", font=font(28), fill="#222222", anchor="ma")
    pen.text((40, 30), f"{paper.territory} : {paper.work.place}", font=font(40, STRONG), fill="#222222")
    pen.text(
        (40, 850), f"{paper.work.figures_title} – croquis de l’équipe, sans échelle", font=font(24), fill="#555555"
    )
    target = BytesIO()
    plan.save(target, "PNG", compress_level=6)
    return target.getvalue()
