from __future__ import annotations

import pytest

from donor_room.commands import shell


@pytest.mark.parametrize(
    ("named", "language"),
    [("zh_CN.UTF-8", "zh_CN"), ("zh_CN.GB18030", "zh_CN"), ("en_GB.UTF-8", "en"), ("C", "en"), ("", "en")],
)
def test_the_catalogue_follows_the_shell(monkeypatch, named, language):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", named)
    assert shell.texts().language == language


def test_the_strongest_variable_wins(monkeypatch):
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert shell.texts().language == "zh_CN"
