"""The first letters of a Chinese name in pinyin, to find a donor or a medicine by a few keys."""

from __future__ import annotations

from bisect import bisect_right
from itertools import product

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

_OF_MEDICINES = {
    character: letter
    for letter, characters in {
        "b": "吡孢檗苄葆铋",
        "d": "啶哚黛",
        "e": "噁",
        "f": "呋芙蜚",
        "g": "伽胍苷钴",
        "h": "琥藿蒿",
        "j": "枸肼",
        "k": "喹",
        "l": "呤啉膦锂",
        "m": "咪嘧",
        "n": "咛脲萘",
        "p": "哌嘌泮珀疱",
        "q": "嗪巯羟",
        "s": "噻麝",
        "t": "肽",
        "w": "肟",
        "x": "溴缬酰馨骁",
        "y": "吲橼毓",
        "z": "唑酯",
    }.items()
    for character in characters
}
"""And those that medicines are made of."""

_ALSO = {"重": "c", "长": "z", "参": "s", "乐": "y", "单": "s", "降": "x", "泌": "b", "行": "h", "奇": "j",
         "解": "x", "卡": "q", "盖": "h", "大": "t", "枸": "g", "伽": "j", "吡": "p"}  # fmt: skip
"""Characters that are read, or often misread, in a second way."""

_MOST_READINGS = 16


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


class _Sounds(dict[int, str]):
    """The letter of each character, looked up once; what has none, such as a digit, is left out."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = _letter(character) or _OF_MEDICINES.get(character, "")
        return self[code]


_SOUNDS = _Sounds()


def readings(text: str) -> tuple[str, ...]:
    """Return the initials of every way to read a text, the usual one first."""
    if _ALSO.keys().isdisjoint(text):
        return (text.translate(_SOUNDS),)
    ways = (character.translate(_SOUNDS) + _ALSO.get(character, "") for character in text)
    return tuple(
        "".join(one) for _, one in zip(range(_MOST_READINGS), product(*filter(None, ways)), strict=False)
    )
