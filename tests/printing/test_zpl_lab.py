"""Our ZPL in somebody else's interpreter (the npm package zpl-renderer-js): not a pixel differs."""

from __future__ import annotations

import base64
import io
import json
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest
from PIL import Image, ImageChops

from donor_room.packs.texts import Texts
from donor_room.printing.labels import draw_set
from donor_room.printing.languages import zpl
from donor_room.printing.languages.speech import PrintSettings
from donor_room.printing.raster import Raster
from donor_room.printing.verify import decode
from tests.printing.samples import contents

pytestmark = pytest.mark.lab
PACKAGE = "zpl-renderer-js@3.4.0"
DOTS_PER_MM = {203: 8, 300: 12, 600: 24}
SCRIPT = """
import { ready } from "zpl-renderer-js";
import fs from "node:fs";
const { api } = await ready;
const wanted = JSON.parse(fs.readFileSync(0, "utf8"));
const drawn = [];
for (const one of wanted) {
  drawn.push(await api.zplToBase64Async(one.zpl, one.wide, one.high, one.dots));
}
process.stdout.write(JSON.stringify(drawn));
"""


@pytest.fixture(scope="module")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the renderer in it; Node is installed where there is none."""
    if shutil.which("npm") is None and shutil.which("apt-get"):
        for words in (["update"], ["install", "-y", "--no-install-recommends", "nodejs", "npm"]):
            subprocess.run(["apt-get", "-q", *words], capture_output=True, check=False)
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("Node cannot be installed here")
    folder = tmp_path_factory.mktemp("renderer")
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (folder / "render.js").write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [npm, "install", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"{PACKAGE} cannot be had here: {done.stderr[-200:]}")
    return folder


def rendered(renderer: Path, streams: list[bytes], rasters: tuple[Raster, ...]) -> list[Image.Image]:
    """What the renderer makes of each stream, on a page of its size: a narrower label would be centred."""
    wanted = [
        {
            "zpl": stream.decode("ascii"),
            "wide": raster.image.width / DOTS_PER_MM[raster.dpi],
            "high": raster.image.height / DOTS_PER_MM[raster.dpi],
            "dots": DOTS_PER_MM[raster.dpi],
        }
        for stream, raster in zip(streams, rasters, strict=True)
    ]
    node = shutil.which("node") or "node"
    done = subprocess.run(
        [node, "render.js"],
        cwd=renderer,
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        check=True,
    )
    return [Image.open(io.BytesIO(base64.b64decode(one))).convert("L") for one in json.loads(done.stdout)]


def differing(raster: Raster, drawn: Image.Image) -> int:
    """How many pixels differ; all of them when the page has another size."""
    if drawn.size != raster.image.size:
        return raster.image.width * raster.image.height
    return ImageChops.logical_xor(
        raster.image, drawn.point(lambda grey: 255 * (grey > 127), "1")
    ).histogram()[255]


@pytest.mark.parametrize("packed", [False, True], ids=["hexadecimal", "packed"])
@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_no_pixel_differs_and_every_code_is_read(renderer: Path, dpi: int, packed: bool) -> None:
    rasters = draw_set(contents(), Texts("zh_CN"), dpi)
    say = zpl.packed_label if packed else zpl.label
    drawn = rendered(renderer, [say(raster, PrintSettings()) for raster in rasters], rasters)
    assert [differing(raster, page) for raster, page in zip(rasters, drawn, strict=True)] == [0] * len(
        rasters
    )
    for raster, page in zip(rasters, drawn, strict=True):
        box = (0, 0, raster.image.width, raster.image.height)
        printed = msgspec.structs.replace(raster, image=page.crop(box).convert("1"))
        assert decode(printed) == [raster.encoded]
