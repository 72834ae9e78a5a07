"""Makes fictional footage: `python -m onrecord.evidence.media.scene FOLDER < ORDERS`.

The demo city's videos and photo are generated, so that nobody real is in them. Orders are a JSON
list of objects with the fields of `Order`; each makes one file in FOLDER: WebM (VP9 and Opus) or
JPEG. Every picture bears the word FICTIONAL and, in a video, a running clock.

The same orders make the same bytes: one thread, fixed parameters, no time and no random name in
the file. Codecs are loaded in this process alone.
"""

import json
import math
import random
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.container import OutputContainer
from av.video.frame import VideoFrame

WIDTH, HEIGHT, RATE = 480, 270, 12
SAMPLES, CHUNK = 48_000, 960
BITEXACT = {"fflags": "+bitexact"}
VIDEO = {
    "threads": "1",
    "row-mt": "0",
    "deadline": "realtime",
    "cpu-used": "8",
    "lag-in-frames": "0",
    "b": "0",
    "crf": "36",
    "g": str(RATE * 2),
    "flags": "+bitexact",
}
SOUND = {"b": "24k", "flags": "+bitexact"}

# Three pixels by five; a row is an octal digit, top to bottom.
_FONT = {
    "0": "75557", "1": "26227", "2": "71747", "3": "71717", "4": "55711", "5": "74717",
    "6": "74757", "7": "71222", "8": "75757", "9": "75717", ":": "02020", "-": "00700",
    "A": "25755", "B": "65656", "C": "34443", "D": "65556", "E": "74647", "F": "74644",
    "G": "34553", "H": "55755", "I": "72227", "J": "11152", "K": "55655", "L": "44447",
    "M": "57755", "N": "65555", "O": "25552", "P": "65644", "Q": "25563", "R": "65655",
    "S": "34216", "T": "72222", "U": "55557", "V": "55552", "W": "55775", "X": "55255",
    "Y": "55222", "Z": "71247",
}  # fmt: skip

Colour = tuple[int, int, int]
"""Luma, blue difference, red difference; 16 to 240 (ITU-R BT.601)."""
WHITE, BLACK = (225, 128, 128), (20, 128, 128)
SKIN, GLASS = (168, 118, 140), (58, 136, 122)


@dataclass(frozen=True)
class Order:
    """One file to make. `starts` is what the burnt-in clock shows first, in local ISO 8601.

    `view` is a name in VIEWS; a still picture has no `seconds`. `label` is burnt in.
    """

    file: str
    view: str
    label: str
    starts: str
    seconds: int
    seed: int


@dataclass(frozen=True)
class View:
    """A scene: sky and ground, how far the camera sways, how many people and vehicles move."""

    sky: Colour
    ground: Colour
    horizon: int
    sway: int
    people: int
    vehicles: int
    tone: int


VIEWS = {
    "street": View((150, 140, 118), (84, 126, 130), 110, 6, 4, 1, 330),
    "corner": View((176, 136, 122), (98, 122, 134), 130, 10, 3, 2, 440),
    "yard": View((112, 124, 124), (70, 118, 122), 60, 0, 2, 0, 262),
}


@dataclass(frozen=True)
class Mover:
    """A rectangle with a head or a windscreen that crosses the picture; pixels, and a second."""

    x: float
    y: int
    width: int
    height: int
    speed: float
    colour: Colour
    above: Colour

    def left(self, seconds: float) -> int:
        """Return where its left edge is; what leaves on one side comes in on the other."""
        span = WIDTH + self.width
        return int((self.x + self.speed * seconds) % span) - self.width


class Picture:
    """One picture in planar YUV 4:2:0."""

    def __init__(self) -> None:
        half = (WIDTH // 2) * (HEIGHT // 2)
        self.planes = [bytearray(WIDTH * HEIGHT), bytearray(half), bytearray(half)]

    def fill(self, left: int, top: int, width: int, height: int, colour: Colour) -> None:
        """Fill a rectangle; what lies outside the picture is left out."""
        for plane, value in enumerate(colour):
            scale = 2 if plane else 1
            stride = WIDTH // scale
            first, last = max(0, left) // scale, min(WIDTH, left + width) // scale
            if last <= first:
                continue
            row = bytes([value]) * (last - first)
            for line in range(max(0, top) // scale, min(HEIGHT, top + height) // scale):
                at = line * stride
                self.planes[plane][at + first : at + last] = row

    def write(self, text: str, left: int, top: int, size: int) -> None:
        """Burn words in, white on black; `size` is a pixel of the font."""
        self.fill(left, top, (4 * len(text) + 1) * size, 7 * size, BLACK)
        for place, letter in enumerate(text.upper()):
            for row, octal in enumerate(_FONT.get(letter, "00000")):
                for column in range(3):
                    if int(octal) & (4 >> column):
                        x = left + (4 * place + column + 1) * size
                        self.fill(x, top + (row + 1) * size, size, size, WHITE)

    def frame(self) -> VideoFrame:
        """Return it as a frame for an encoder."""
        made = VideoFrame(WIDTH, HEIGHT, "yuv420p")
        for plane, data in zip(made.planes, self.planes, strict=True):
            width = WIDTH // 2 if plane.width < WIDTH else WIDTH
            padding = bytes(plane.line_size - width)
            rows = (bytes(data[at : at + width]) + padding for at in range(0, len(data), width))
            plane.update(b"".join(rows))
        return made


def movers(view: View, seed: int) -> list[Mover]:
    """Return what moves in a view; the same seed, the same movers."""
    chance = random.Random(seed)  # noqa: S311 - a picture, no secret
    found = []
    for _ in range(view.vehicles):
        top = view.horizon + chance.randrange(8, 30)
        colour = (chance.randrange(50, 190), chance.randrange(110, 140), chance.randrange(112, 142))
        speed = chance.choice((-1, 1)) * chance.randrange(24, 60)
        found.append(Mover(chance.randrange(WIDTH), top, 120, 46, speed, colour, GLASS))
    for _ in range(view.people):
        top = view.horizon + chance.randrange(10, 70)
        colour = (chance.randrange(40, 120), chance.randrange(108, 148), chance.randrange(108, 148))
        speed = chance.choice((-1, 1)) * chance.randrange(8, 34)
        found.append(Mover(chance.randrange(WIDTH), top, 20, 56, speed, colour, SKIN))
    return sorted(found, key=lambda mover: mover.y + mover.height)


def draw(order: Order, moving: list[Mover], seconds: float) -> Picture:
    """Draw the scene as it is after so many seconds."""
    view = VIEWS[order.view]
    shift = round(view.sway * math.sin(seconds * 2.1))
    picture = Picture()
    picture.fill(0, 0, WIDTH, HEIGHT, view.sky)
    for house in range(6):
        shade = 96 + (house * 29) % 60
        picture.fill(
            house * 84 + shift, view.horizon - 54 - house % 3 * 14, 76, 80, (shade, 132, 124)
        )
    picture.fill(0, view.horizon + shift // 2, WIDTH, HEIGHT, view.ground)
    for mover in moving:
        left, top = mover.left(seconds) + shift, mover.y + shift // 2
        picture.fill(left, top, mover.width, mover.height, mover.colour)
        picture.fill(left + mover.width // 4, top - 12, mover.width // 2, 12, mover.above)
    clock = datetime.fromisoformat(order.starts) + timedelta(seconds=math.floor(seconds))
    picture.write(f"{clock:%Y-%m-%d %H:%M:%S}", 8, 8, 3)
    picture.write(order.label, 8, HEIGHT - 29, 3)
    picture.write("FICTIONAL", WIDTH - 156, HEIGHT - 36, 4)
    return picture


def film(order: Order, path: Path) -> None:
    """Write a video: WebM with VP9 and a steady tone in Opus."""
    moving = movers(VIEWS[order.view], order.seed)
    with av.open(str(path), "w", format="webm", options=BITEXACT) as container:
        video = container.add_stream("libvpx-vp9", rate=RATE, options=VIDEO)
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        sound = container.add_stream("libopus", rate=SAMPLES, layout="mono", options=SOUND)
        tones = _tone(VIEWS[order.view].tone, order.seconds)
        heard = 0
        for number in range(order.seconds * RATE):
            frame = draw(order, moving, number / RATE).frame()
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(video.encode(frame))
            while heard * RATE < (number + 1) * SAMPLES:
                container.mux(sound.encode(next(tones)))
                heard += CHUNK
        container.mux(video.encode(None))
        container.mux(sound.encode(None))


def _tone(hertz: int, seconds: int) -> Iterator[AudioFrame]:
    for start in range(0, (seconds + 1) * SAMPLES, CHUNK):
        wave = (math.sin(math.tau * hertz * (start + n) / SAMPLES) for n in range(CHUNK))
        frame = AudioFrame("s16", "mono", CHUNK)
        frame.planes[0].update(array("h", (round(2400 * value) for value in wave)).tobytes())
        frame.sample_rate, frame.pts, frame.time_base = SAMPLES, start, Fraction(1, SAMPLES)
        yield frame


def photograph(order: Order, path: Path) -> None:
    """Write a still picture: JPEG."""
    frame = draw(order, movers(VIEWS[order.view], order.seed), 0.0).frame()
    container: OutputContainer
    with av.open(str(path), "w", format="mjpeg", options=BITEXACT) as container:
        still = container.add_stream(
            "mjpeg", rate=1, options={"threads": "1", "flags": "+bitexact"}
        )
        still.width, still.height, still.pix_fmt = WIDTH, HEIGHT, "yuvj420p"
        container.mux(still.encode(frame))
        container.mux(still.encode(None))


def main(arguments: list[str]) -> int:
    """Make every file that standard input orders."""
    folder = Path(arguments[0])
    for fields in json.load(sys.stdin):
        order = Order(**fields)
        make = film if order.seconds else photograph
        make(order, folder / order.file)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
