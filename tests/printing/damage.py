"""A printed symbol as a camera sees it: blurred, faint, worn, skewed, coarse. Needs numpy.

Four points to a dot; blur in X; contrast as a share of the full swing; noise in 255ths.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from PIL import Image

FINE = 4
"""Points to a dot of the printer."""
X_DOTS = {203: 2, 300: 3}
USUAL_PX_OF_A_DOT = 2
"""Points of the camera to a dot of the printer, where a condition says nothing of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One condition of the table; the two numbers are of the best other way of drawing."""

    name: str
    zxing: int
    zbar: int
    blur: float = 0
    contrast: float = 1
    grow: int = 0
    turned: float = 0
    px: float | None = None
    burnt: int = 0
    noise: float = 2


TABLE = (
    Damage(name="clean", zxing=100, zbar=100),
    Damage(name="blur 0.4 X", zxing=100, zbar=100, blur=0.4),
    Damage(name="blur 0.5 X", zxing=100, zbar=100, blur=0.5),
    Damage(name="blur 0.6 X", zxing=0, zbar=17, blur=0.6),
    Damage(name="contrast 30 %", zxing=100, zbar=100, contrast=0.3),
    Damage(name="contrast 10 %", zxing=100, zbar=100, contrast=0.1),
    Damage(name="contrast 5 %", zxing=0, zbar=71, contrast=0.05),
    Damage(name="bars +1 dot", zxing=100, zbar=100, grow=1),
    Damage(name="bars -1 dot", zxing=0, zbar=100, grow=-1),
    Damage(name="turned 7 degrees", zxing=100, zbar=100, turned=7),
    Damage(name="turned 15 degrees", zxing=0, zbar=0, turned=15),
    Damage(name="2 px per module", zxing=100, zbar=100, px=2),
    Damage(name="1.5 px per module", zxing=75, zbar=100, px=1.5),
    Damage(name="1.2 px per module", zxing=0, zbar=0, px=1.2),
    Damage(name="1 burnt dot", zxing=50, zbar=46, burnt=1),
    Damage(name="3 burnt dots", zxing=17, zbar=21, burnt=3),
    Damage(name="+1 dot, blur, faint, 5 degrees, 3 px", zxing=88, zbar=100, grow=1, blur=0.3, contrast=0.3,
           turned=5, px=3),
    Damage(name="blur 0.4 X, contrast 20 %, 2 px, noise", zxing=100, zbar=0, blur=0.4, contrast=0.2, px=2,
           noise=4),
)  # fmt: skip


def seen(image: Image.Image, dpi: int, damage: Damage, chance: random.Random, numpy: Any) -> Any:
    """Return the picture of the camera as an array of bytes; the bars of the image stand upright."""
    x_dots = X_DOTS[dpi]
    fine = numpy.kron(numpy.array(image.convert("L")), numpy.ones((FINE, FINE), numpy.uint8))
    fine = grown(fine, damage.grow * FINE // 2, numpy)
    if damage.turned:
        turned = Image.fromarray(fine).rotate(
            damage.turned, Image.Resampling.BICUBIC, expand=True, fillcolor=255
        )
        fine = numpy.array(turned)
    light = blurred(fine.astype(numpy.float32), damage.blur * x_dots * FINE, numpy)
    px = damage.px or USUAL_PX_OF_A_DOT * x_dots
    light = sampled(light, px / (x_dots * FINE), numpy)
    light = 127.5 + (light - 127.5) * damage.contrast
    noise = numpy.random.default_rng(chance.getrandbits(32)).normal(0, damage.noise, light.shape)
    return numpy.ascontiguousarray(numpy.clip(light + noise, 0, 255).astype(numpy.uint8))


def burn(
    image: Image.Image, lines: range, count: int, chance: random.Random, *, upright: bool
) -> Image.Image:
    """Return the image with white lines through so many of these dots: columns, or rows where not upright."""
    worn = image.copy()
    for dot in chance.sample(lines, count):
        box = (dot, 0, dot + 1, image.height) if upright else (0, dot, image.width, dot + 1)
        worn.paste(1, box)
    return worn


def grown(fine: Any, points: int, numpy: Any) -> Any:
    """Let all bars grow by so many points on either side, or shrink."""
    step = numpy.minimum if points > 0 else numpy.maximum
    for _ in range(abs(points)):
        left, right = numpy.roll(fine, -1, axis=1), numpy.roll(fine, 1, axis=1)
        fine = step(step(fine, left), right)
    return fine


def blurred(light: Any, sigma: float, numpy: Any) -> Any:
    """Blur in both directions."""
    if not sigma:
        return light
    reach = int(4 * sigma) + 1
    at = numpy.arange(-reach, reach + 1)
    kernel = numpy.exp(-(at**2) / (2 * sigma**2))
    kernel /= kernel.sum()
    for axis in (0, 1):
        padded = numpy.pad(
            light, [(reach, reach) if axis == side else (0, 0) for side in (0, 1)], mode="edge"
        )
        light = numpy.apply_along_axis(lambda line: numpy.convolve(line, kernel, mode="valid"), axis, padded)
    return light


def sampled(light: Any, share: float, numpy: Any) -> Any:
    """Let each point of the camera take the mean of what it covers."""
    high, wide = (round(side * share) for side in light.shape)
    picture = Image.fromarray(light.astype(numpy.float32), mode="F")
    return numpy.array(picture.resize((wide, high), Image.Resampling.BOX))
