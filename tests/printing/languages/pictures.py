"""Pictures for the languages: any size, any dots, no meaning."""

from __future__ import annotations

import random
from typing import NamedTuple

from hypothesis import strategies as st
from PIL import Image


class Dots(NamedTuple):
    image: Image.Image
    dpi: int


def noise(wide: int, high: int, seed: int, dpi: int = 203) -> Dots:
    chance = random.Random(seed)
    image = Image.new("1", (wide, high), 1)
    image.putdata([255 * chance.randrange(2) for _ in range(wide * high)])
    return Dots(image, dpi)


pictures = st.builds(
    noise, st.integers(1, 90), st.integers(1, 60), st.integers(0, 2**32), st.sampled_from([203, 300, 600])
)
