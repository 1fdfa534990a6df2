"""Pictures of the demonstration: drawn here, so that they show nobody and belong to nobody."""

from dataclasses import dataclass
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

WIDTH, HEIGHT, FINER = 960, 640, 2
SKY, PAPER, HILL, FIELD = "#dbe8e6", "#fbf6ed", "#a9bf9a", "#7f9f6b"
BRICK, ROOF, RIVER, INK, OCHRE = "#b4553a", "#7c3320", "#5f9aa0", "#3a2d24", "#d9a441"


class Canvas:
    """Flat shapes on a sheet of 960 × 640 points."""

    def __init__(self, ground):
        self.image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), ground)
        self.pen = ImageDraw.Draw(self.image)

    def shape(self, colour, *points):
        self.pen.polygon([(x * FINER, y * FINER) for x, y in points], fill=colour)

    def box(self, colour, left, top, right, bottom, rounded=0):
        place = [value * FINER for value in (left, top, right, bottom)]
        self.pen.rounded_rectangle(place, radius=rounded * FINER, fill=colour)

    def disc(self, colour, x, y, radius):
        place = [value * FINER for value in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.ellipse(place, fill=colour)

    def line(self, colour, width, *points):
        self.pen.line([(x * FINER, y * FINER) for x, y in points], fill=colour, width=width * FINER)

    def upload(self):
        """The sheet as a file that somebody would send."""
        out = BytesIO()
        self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, "PNG")
        return ContentFile(out.getvalue(), name="dessin.png")


def house(canvas, x, width, top, colour=BRICK):
    canvas.box(colour, x, top, x + width, 430)
    canvas.shape(ROOF, (x - 12, top), (x + width / 2, top - width / 3), (x + width + 12, top))
    for left in range(x + 18, x + width - 30, 50):
        canvas.box(PAPER, left, top + 28, left + 22, top + 62)


def village():
    """A brick village by a river, and the van of the advisers on the road."""
    canvas = Canvas(SKY)
    canvas.disc(OCHRE, 770, 130, 48)
    canvas.shape(
        HILL, (0, 360), (210, 230), (430, 330), (690, 220), (960, 340), (960, 460), (0, 460)
    )
    house(canvas, 120, 150, 310)
    house(canvas, 285, 120, 340, "#c46b4c")
    canvas.box(BRICK, 420, 190, 490, 430)
    canvas.shape(ROOF, (410, 190), (455, 110), (500, 190))
    canvas.disc(PAPER, 455, 235, 18)
    house(canvas, 505, 190, 320, "#c46b4c")
    canvas.box(FIELD, 0, 425, 960, 520)
    canvas.box("#d8cbb4", 0, 455, 960, 500)
    canvas.box(RIVER, 0, 520, 960, 640)
    for y in (550, 580, 610):
        canvas.line("#8fbcc0", 4, (60 + y, y), (220 + y, y))
    canvas.box("#0f5c63", 640, 375, 830, 465, rounded=14)
    canvas.box(SKY, 770, 390, 818, 425, rounded=6)
    canvas.box(PAPER, 660, 392, 750, 425, rounded=6)
    for x in (685, 790):
        canvas.disc(INK, x, 466, 22)
        canvas.disc(PAPER, x, 466, 9)
    return canvas.upload()


def desk():
    """The table of a permanence: two chairs, papers, a screen, a plant by the window."""
    canvas = Canvas("#f1e7d6")
    canvas.box("#cdbb9f", 0, 500, 960, 640)
    canvas.box(PAPER, 90, 80, 380, 330, rounded=8)
    canvas.box(SKY, 108, 98, 362, 312)
    canvas.shape(HILL, (108, 290), (200, 225), (280, 265), (362, 210), (362, 312), (108, 312))
    canvas.line(PAPER, 10, (235, 98), (235, 312))
    canvas.box("#0f5c63", 560, 110, 840, 290, rounded=6)
    for y, width in ((145, 190), (180, 220), (215, 150), (250, 200)):
        canvas.line(PAPER, 8, (590, y), (590 + width, y))
    for x in (180, 690):
        canvas.box(BRICK, x, 380, x + 100, 500, rounded=12)
        canvas.box(ROOF, x - 8, 492, x + 108, 512, rounded=6)
        for leg in (x + 4, x + 84):
            canvas.box(ROOF, leg, 505, leg + 12, 600)
    canvas.box("#8a5a33", 300, 440, 670, 466, rounded=6)
    for x in (330, 625):
        canvas.box("#8a5a33", x, 460, x + 16, 605)
    canvas.box(INK, 430, 330, 560, 420, rounded=6)
    canvas.box(SKY, 438, 338, 552, 408)
    canvas.box(INK, 485, 418, 505, 440)
    canvas.shape(PAPER, (340, 440), (360, 424), (420, 424), (410, 440))
    canvas.shape(PAPER, (575, 440), (585, 428), (640, 428), (640, 440))
    canvas.box(ROOF, 850, 520, 910, 600, rounded=6)
    for x, y in ((880, 440), (855, 470), (905, 468)):
        canvas.line(FIELD, 6, (880, 525), (x, y))
        canvas.disc(FIELD, x, y, 26)
    return canvas.upload()


@dataclass(frozen=True)
class Scene:
    draw: object
    alt: str
    caption: str


SCENES = {
    "1.1.1": [
        Scene(
            village,
            "Dessin : un village de brique au bord d’une rivière, une camionnette sur la route.",
            "La camionnette des permanences passe de commune en commune.",
        ),
        Scene(
            desk,
            "Dessin : une table, deux chaises, un écran et des papiers devant une fenêtre.",
            "Le coin des permanences, à la mairie.",
        ),
    ]
}
