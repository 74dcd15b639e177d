"""Joins the page of the templates with the files: whatever is saved into them is seen at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QFileSystemWatcher, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QImage

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.domain.visit import Visit
from donor_room.packs.texts import Texts
from donor_room.printing.preview import ROLES, SAMPLES, Preview, Problem, preview
from donor_room.printing.sheet import DOTS_PER_MM
from donor_room.ui.shell import Presenter, Shell
from donor_room.ui.steps.templates.view import ShownLabel, TemplatesView
from donor_room.ui.texts import said, say, texts
from donor_room.workflow.label_templates import make_own

if TYPE_CHECKING:
    from donor_room.printing.raster import Raster
    from donor_room.settings import Profile

RESOLUTIONS = tuple(DOTS_PER_MM)
_SETTLE_MS = 60
"""An editor writes a file in several steps."""


class TemplatesShell(Shell, Protocol):
    """What this page asks of the house beyond the usual."""

    profile: Profile


def build(shell: TemplatesShell) -> TemplatesPresenter:
    """Make the page."""
    return TemplatesPresenter(shell, TemplatesView())


class TemplatesPresenter(Presenter):
    """Draws the label of one role again whenever a file, the role or the specimen changes."""

    page = "templates"
    view: TemplatesView
    shell: TemplatesShell

    def __init__(self, shell: TemplatesShell, view: TemplatesView) -> None:
        super().__init__(shell, view)
        self._role, self._sample, self._dpi = ROLES[0], SAMPLES[0], RESOLUTIONS[0]
        self._shown: Preview | None = None
        self.open_file: Callable[[Path], object] = _open_in_editor
        self._watcher = QFileSystemWatcher(self)
        self._settled = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settled.timeout.connect(self.draw)
        self._watcher.directoryChanged.connect(self._saw_change)
        self._watcher.fileChanged.connect(self._saw_change)
        view.role_chosen.connect(self._choose)
        view.sample_asked.connect(self._next_sample)
        view.resolution_asked.connect(self._next_resolution)
        view.own_asked.connect(self._make_own)
        texts().language_changed.connect(self._say_again)

    @property
    def folder(self) -> Path:
        return self.shell.profile.templates

    def open(self, visit: Visit | None) -> None:
        """Begin with the first bag, at the resolution of the printer that stands here."""
        super().open(visit)
        self.view.show_roles(ROLES)
        self.shell.tasks.run(lambda: getattr(self.shell.desk.printer, "dpi", RESOLUTIONS[0]), self._begin)

    def _begin(self, dpi: int) -> None:
        self._dpi = dpi
        self.draw()

    def draw(self) -> None:
        """Read the files and draw, aside from the screen; an answer for another wish is not shown."""
        self._watch()
        folder, role, which, dpi = self.folder, self._role, self._sample, self._dpi
        self.shell.aside.run(
            lambda: preview(folder, role, which, dpi, Texts("zh_CN")),
            lambda drawn: self._show(drawn, (role, which, dpi)),
        )

    def _watch(self) -> None:
        """Watch the folder, or the one above it until there is one, and every file: editors replace them."""
        folder = self.folder if self.folder.is_dir() else self.folder.parent
        wanted = [folder, *folder.glob("*.toml")]
        known = {*self._watcher.directories(), *self._watcher.files()}
        missing = [str(path) for path in wanted if str(path) not in known and path.exists()]
        if missing:
            self._watcher.addPaths(missing)

    def _saw_change(self, _path: str) -> None:
        self._settled.start()

    def _show(self, drawn: Preview, asked_for: tuple[str, str, int]) -> None:
        if asked_for != (self._role, self._sample, self._dpi):
            return
        self._shown = drawn
        self.view.choose(self._role)
        self.view.show_label(shown_label(drawn, self._sample, self._dpi))

    def _say_again(self, _language: str) -> None:
        if self._shown is not None:
            self.view.show_label(shown_label(self._shown, self._sample, self._dpi))

    def _choose(self, role: str) -> None:
        self._role = role
        self.draw()

    def _next_sample(self) -> None:
        self._sample = _next(SAMPLES, self._sample)
        self.draw()

    def _next_resolution(self) -> None:
        self._dpi = _next(RESOLUTIONS, self._dpi)
        self.draw()

    def _make_own(self) -> None:
        if self._shown is None or not self._shown.name:
            return
        name = self._shown.name
        self.run(lambda: make_own(self.shell.desk, self.folder, name), self._open_own)

    def _open_own(self, file: Path) -> None:
        self.draw()
        self.open_file(file)

    def refused(self, no: Refusal | Trouble) -> None:
        """Say it in the frame; the label stays."""
        self.view.set_busy(False)
        self.shell.window.scan_line.say_bad(said(no.code, **no.values))

    def back(self) -> None:
        """Go back to the people, where this page is reached from."""
        self.shell.show("staff")


def shown_label(drawn: Preview, which: str, dpi: int) -> ShownLabel:
    """Say a preview in the words of the screen."""
    template = drawn.template
    wide, high = (template.width, template.height) if template else (0.0, 0.0)
    place = str(drawn.file) if drawn.is_own else say("templates.shipped")
    blocking = [problem for problem in drawn.problems if problem.blocks]
    frames = tuple(problem.frame for problem in blocking if problem.frame is not None)
    return ShownLabel(
        image=_image(drawn.raster) if drawn.raster else None, width_mm=wide, frames=frames,
        template=f"{drawn.name}.toml" if drawn.name else "", place=place,
        size=f"{wide:g} × {high:g} mm" if template else "", dpi=f"{dpi} dpi",
        sample=say(f"templates.samples.{which}"), problems=tuple(_sentence(one) for one in blocking),
        advice=tuple(_sentence(one) for one in drawn.problems if not one.blocks), is_own=drawn.is_own,
    )  # fmt: skip


def _sentence(problem: Problem) -> str:
    values = dict(problem.values)
    for name in ("element", "other"):
        key = f"templates.element.{values.get(name)}"
        if texts().knows(key):
            values[name] = say(key)
    return say(problem.code, **values)


def _image(raster: Raster) -> QImage:
    """Return the label as a person reads it, dot for dot."""
    picture = raster.as_read().convert("L")
    data = picture.tobytes()
    return QImage(data, picture.width, picture.height, picture.width, QImage.Format.Format_Grayscale8).copy()


def _next(kinds: tuple[Any, ...], now: Any) -> Any:
    return kinds[(kinds.index(now) + 1) % len(kinds)]


def _open_in_editor(file: Path) -> object:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
