"""Names of people: which characters they may have, when two are the same, and how a queue shows them."""

from __future__ import annotations

import unicodedata

from donor_room.domain.refusal import Refusal

LONGEST_NAME = 64
"""Characters; a foreign residence card alone carries sixty."""

MIDDLE_DOT = "\u00b7"

# GB 18030-2005 gave eight ideographs and one letter private places; the 2022 edition gave them their own.
_PRIVATE_IN_2005 = str.maketrans(
    {
        0xE81E: 0x9FB4,
        0xE826: 0x9FB5,
        0xE82B: 0x9FB6,
        0xE82C: 0x9FB7,
        0xE832: 0x9FB8,
        0xE843: 0x9FB9,
        0xE854: 0x9FBA,
        0xE864: 0x9FBB,
        0xE7C7: 0x1E3F,
    }
)
_OTHER_DOTS = str.maketrans(dict.fromkeys("\u2022\u30fb\uff65\u2027\u2219\u22c5\u0387", MIDDLE_DOT))
_NEWER_IDEOGRAPHS = range(0x20000, 0x323B0)
"""Planes 2 and 3: Python 3.11 does not yet know the extensions H and I that GB 18030-2022 implies."""

_ALLOWED_MARKS = frozenset(f"{MIDDLE_DOT} -'.,\u2019" + "\u2022\u30fb\uff65\u2027\u3007")
_REASONS = {
    "Cc": "identity.name.control",
    "Zl": "identity.name.control",
    "Zp": "identity.name.control",
    "Cf": "identity.name.invisible",
    "Co": "identity.name.private_use",
    "Cs": "identity.name.half_character",
}
_COMPOUND = """
欧阳 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 东方 独孤
南宫 端木 百里 呼延 轩辕 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于
闾丘 万俟 闻人 赫连 西门 拓跋 完颜 纳兰 第五 东郭 歐陽 司馬 諸葛 長孫 獨孤
"""
_COMPOUND_SURNAMES = frozenset(_COMPOUND.split())


def reason_against_name(text: str, *, private_use_shown: bool = False) -> str | None:
    """Give the text key of what keeps a text from being a name, or None when it may be stored as given.

    private_use_shown: a person saw the rare character of a card and took it as it is.
    """
    if not text.strip():
        return "identity.name.empty"
    if len(text) > LONGEST_NAME:
        return "identity.name.too_long"
    reasons = (_reason_against_character(character, private_use_shown) for character in text)
    found = next((reason for reason in reasons if reason is not None), None)
    return found if found is not None or _has_letter(text) else "identity.name.character"


def check_name(text: str, *, private_use_shown: bool = False) -> str:
    """Give a name without outer spaces, otherwise as given; raises Refusal `identity.name.*`."""
    reason = reason_against_name(text, private_use_shown=private_use_shown)
    if reason is not None:
        raise Refusal(reason, longest=LONGEST_NAME)
    return text.strip()


def has_private_use(text: str) -> bool:
    """Tell whether a character has no meaning outside the machine that wrote it: a person must look."""
    return any(unicodedata.category(character) == "Co" for character in text)


def with_standard_places(text: str) -> str:
    """Move the nine characters of GB 18030-2005's private places to where the 2022 edition has them."""
    return text.translate(_PRIVATE_IN_2005)


def canonical(name: str) -> str:
    """Give the form in which names are compared, never stored: NFC, one dot, no radicals, no outer spaces."""
    plain = unicodedata.normalize("NFC", with_standard_places(name)).translate(_OTHER_DOTS)
    whole = "".join(_ideograph_of(character) for character in plain).casefold()
    return " ".join(unicodedata.normalize("NFC", whole).split())


def masked_name(name: str) -> str:
    """Surname and last character for the queue; of two characters only the surname."""
    text = name.strip()
    surname = text[:2] if text[:2] in _COMPOUND_SURNAMES and len(text) > 2 else text[:1]
    rest = text[len(surname) :]
    return f"{surname}*{rest[-1]}" if len(rest) > 1 else f"{surname}*"


def _reason_against_character(character: str, private_use_shown: bool) -> str | None:
    category = unicodedata.category(character)
    if category == "Co" and private_use_shown:
        return None
    if category in _REASONS:
        return _REASONS[category]
    return None if _belongs_in_a_name(character, category) else "identity.name.character"


def _belongs_in_a_name(character: str, category: str) -> bool:
    if "\ufe00" <= character <= "\ufe0f":
        return False
    return category[0] in "LM" or ord(character) in _NEWER_IDEOGRAPHS or character in _ALLOWED_MARKS


def _has_letter(text: str) -> bool:
    return any(_is_letter(character) for character in text)


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LC" or ord(character) in _NEWER_IDEOGRAPHS


def _ideograph_of(character: str) -> str:
    if "\u2e80" <= character <= "\u2fdf" or "\uff01" <= character <= "\uff5e":
        return unicodedata.normalize("NFKC", character)
    return character
