from __future__ import annotations

import random

import pytest

from donor_room.printing.head_test import STEPS, dead_dots, head_test
from donor_room.printing.sheet import DOTS_PER_MM


def burnt(raster, dots):
    """The label as a head prints it whose dots of these numbers, from 1, are dead."""
    image = raster.image.copy()
    for dot in dots:
        image.paste(1, (dot - 1, 0, dot, image.height))
    return image


@pytest.mark.parametrize("dpi", DOTS_PER_MM)
def test_every_single_dead_dot_is_named(dpi):
    raster = head_test(240, dpi)
    for dot in range(1, 241):
        assert dead_dots(burnt(raster, [dot]), dpi) == (dot,)


@pytest.mark.parametrize("dots", [1, 7, 240, 832, 1280])
def test_a_good_head_of_any_width_has_no_dead_dot(dots):
    raster = head_test(dots, 203)
    assert (raster.image.width, dead_dots(raster.image, 203)) == (dots, ())


def test_many_dead_dots_are_all_named():
    dead = sorted(random.Random(1).sample(range(1, 833), 40))
    assert dead_dots(burnt(head_test(832, 203), dead), 203) == tuple(dead)


def test_dead_neighbours_are_told_apart():
    assert dead_dots(burnt(head_test(240, 203), [100, 101, 102]), 203) == (100, 101, 102)


def test_each_stroke_stands_alone_on_its_step():
    image = head_test(240, 203).image
    row = [image.getpixel((x, image.height - 22)) for x in range(240)]
    inked = [x for x, tone in enumerate(row) if tone == 0]
    assert len(inked) == 240 // STEPS
    assert {two - one for one, two in zip(inked, inked[1:], strict=False)} == {STEPS}


@pytest.mark.parametrize("dpi", DOTS_PER_MM)
def test_the_last_digit_of_a_dot_is_the_step_that_its_stroke_stands_on(dpi):
    image = head_test(120, dpi).image
    whole = head_test(120, dpi)
    tops = []
    for dot in range(1, STEPS + 1):
        lost = burnt(whole, [dot])
        changed = [y for y in range(image.height) if image.getpixel((dot - 1, y)) != lost.getpixel((dot - 1, y))]
        tops.append(changed[-1])
    assert tops == sorted(set(tops))
