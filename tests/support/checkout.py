"""A small checkout: the real bootstrap, a lock of one package, a program that only says that it runs."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from donor_room import bootstrap

BOOTSTRAP = ("__init__.py", "__main__.py", "python_version.py", "bootstrap.py", "installation.py")
PROGRAM = "import greeting\n\n\ndef run(words):\n    print(greeting.HERE, words)\n    return 0\n"


@dataclass(frozen=True)
class Checkout:
    """Started by the system's Python as a newcomer starts the real one."""

    root: Path

    @classmethod
    def made(cls, folder: Path) -> Checkout:
        root = folder / "checkout"
        (root / "donor_room").mkdir(parents=True)
        for name in BOOTSTRAP:
            shutil.copy(Path(bootstrap.ROOT) / "donor_room" / name, root / "donor_room")
        (root / "donor_room" / "cli.py").write_text(PROGRAM)
        wheel = written_wheel(root / "wheels")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        (root / "requirements.lock").write_text(f"greeting==1.0 \\\n    --hash=sha256:{digest}\n")
        return cls(root)

    @property
    def stamp(self) -> Path:
        return self.root / ".venv" / "stamp"

    def start(self, **environ: str) -> subprocess.Popen[str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("DONOR_ROOM_", "PIP_"))
        }
        wheels = {
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.root / "wheels"),
            "PIP_CONFIG_FILE": os.devnull,
        }
        python = getattr(sys, "_base_executable", sys.executable)
        pipe = subprocess.PIPE
        words = [python, "-m", "donor_room", "hello"]
        return subprocess.Popen(
            words, cwd=self.root, env={**kept, **wheels, **environ}, stdout=pipe, stderr=pipe, text=True
        )

    def run(self, **environ: str) -> subprocess.CompletedProcess[str]:
        with self.start(**environ) as started:
            out, err = started.communicate(timeout=120)
        return subprocess.CompletedProcess(started.args, started.returncode, out, err)

    def wait_for_part(self, started: subprocess.Popen[str], part: str) -> None:
        assert started.stderr is not None
        for line in started.stderr:
            if part in line:
                return
        raise AssertionError(f"{part} was never said")

    def spoil_the_package(self) -> None:
        lock = self.root / "requirements.lock"
        head, _, digest = lock.read_text().partition("sha256:")
        lock.write_text(f"{head}sha256:{digest.strip()[::-1]}\n")


def written_wheel(folder: Path) -> Path:
    """A whole wheel of one module, as an index would serve it."""
    folder.mkdir()
    files = {
        "greeting.py": "HERE = 'here:'\n",
        "greeting-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n",
        "greeting-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},sha256={record_hash(text)},{len(text)}\n" for name, text in files.items())
    files["greeting-1.0.dist-info/RECORD"] = record + "greeting-1.0.dist-info/RECORD,,\n"
    wheel = folder / "greeting-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return wheel


def record_hash(text: str) -> str:
    """The form in which a wheel's RECORD names a hash."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
