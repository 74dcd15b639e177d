"""The first letters of a Chinese name in pinyin, to find a donor by two keys."""

from __future__ import annotations

from bisect import bisect_right

_LETTERS = "abcdefghjklmnopqrstwxyz"
_FIRST_OF_LETTER = [bytes(c, "gb2312") for c in "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"]
_AFTER_LEVEL_ONE = b"\xd8\xa1"
"""GB 2312 sorts its 3,755 common characters by pinyin; the rarer ones after them by radical."""

_SURNAMES = {
    "单": "s",
    "曾": "z",
    "仇": "q",
    "解": "x",
    "查": "z",
    "区": "o",
    "朴": "p",
    "翟": "z",
    "盖": "g",
    "种": "c",
}
"""Characters that are read otherwise as a surname."""

_RARER = {
    character: letter
    for letter, characters in {
        "b": "邴贲",
        "c": "褚岑晁琛谌婵",
        "d": "窦邸",
        "f": "酆霏",
        "g": "郜",
        "h": "郇扈昊晗瀚濠",
        "j": "嵇郏婕菁瑾璟暨珏珺婧骥",
        "k": "夔阚邝蒯琨",
        "l": "蔺栾郦逯璐",
        "m": "缪闵宓淼沐旻",
        "p": "逄濮郫",
        "q": "覃裘郄璩倩琦琪淇阙亓茜",
        "r": "芮冉苒睿",
        "s": "厍佘姝睢殳晟",
        "t": "滕佟邰婷霆钭",
        "w": "邬炜隗薇",
        "x": "荀郤郗胥冼奚莘昕萱璇鑫曦潇娴",
        "y": "羿庾鄢晏於闫烨煜嫣怡妍妤娅媛钰玥瑜琰滢芸焱垚",
        "z": "臧訾竺芷梓昝",
    }.items()
    for character in characters
}
"""Of the characters beyond level one, those that names are made of."""


def initials(name: str) -> str:
    """Return pinyin initials in small letters, up to the first character that has none known here."""
    letters = ""
    for at, character in enumerate(name):
        letter = _SURNAMES.get(character, "") if at == 0 else ""
        letter = letter or _letter(character)
        if not letter:
            break
        letters += letter
    return letters


def _letter(character: str) -> str:
    if character.isascii() and character.isalpha():
        return character.lower()
    code = character.encode("gb2312", "ignore")
    if _FIRST_OF_LETTER[0] <= code < _AFTER_LEVEL_ONE:
        return _LETTERS[bisect_right(_FIRST_OF_LETTER, code) - 1]
    return _RARER.get(character, "")
