"""Structure 002: blood group, its use and phenotype, or a message in its place (tables 4, 5 and 6)."""

from __future__ import annotations

import msgspec

from donor_room.domain.refusal import Refusal

USES = (
    "directed", "emergency", "directed_biohazard", "directed_crossover", "default",
    "autologous_crossover", "autologous", "autologous_biohazard",
)  # fmt: skip
"""The columns of table 4 in the order of their values; default = the use is not said."""

_ROWS = {
    "O-": "91 92 93 94 95 96 97 98",
    "O+": "47 48 49 50 51 52 53 54",
    "A-": "02 03 04 05 06 07 08 09",
    "A+": "58 59 60 61 62 63 64 65",
    "B-": "13 14 15 16 17 18 19 20",
    "B+": "69 70 71 72 73 74 75 76",
    "AB-": "24 25 26 27 28 29 30 31",
    "AB+": "80 81 82 83 84 85 86 87",
    "O": "P2 P3 P4 P5 55 P7 P8 P9",
    "A": "A2 A3 A4 A5 66 A7 A8 A9",
    "B": "B2 B3 B4 B5 77 B7 B8 B9",
    "AB": "C2 C3 C4 C5 88 C7 C8 C9",
    "para-Bombay-": "D2 D3 D4 D5 D6 D7 D8 D9",
    "para-Bombay+": "E2 E3 E4 E5 E6 E7 E8 E9",
    "Bombay-": "G2 G3 G4 G5 G6 G7 G8 G9",
    "Bombay+": "H2 H3 H4 H5 H6 H7 H8 H9",
    "O para-Bombay-": "I2 I3 I4 I5 I6 I7 I8 I9",
    "O para-Bombay+": "J2 J3 J4 J5 J6 J7 J8 J9",
    "A para-Bombay-": "K2 K3 K4 K5 K6 K7 K8 K9",
    "B para-Bombay-": "L2 L3 L4 L5 L6 L7 L8 L9",
    "AB para-Bombay-": "M2 M3 M4 M5 M6 M7 M8 M9",
    "A para-Bombay+": "N2 N3 N4 N5 N6 N7 N8 N9",
    "B para-Bombay+": "O2 O3 O4 O5 O6 O7 O8 O9",
    "AB para-Bombay+": "Q2 Q3 Q4 Q5 Q6 Q7 Q8 Q9",
}
"""Table 4; a group without a sign behind it is one whose RhD is not known."""

_POOLED = {
    "A0": "A pooled RhD", "B0": "B pooled RhD", "C0": "AB pooled RhD", "D0": "O pooled RhD",
    "E0": "pooled ABO+", "F0": "pooled ABO-", "G0": "pooled ABO pooled RhD", "H0": "pooled ABO",
    "I0": "A1", "J0": "A2", "K0": "A1B", "L0": "A2B",
}  # fmt: skip
"""The rest of table 4: values that have no use beside them."""

MESSAGES = {
    "00": "no_group", "Ma": "autologous", "Mb": "biohazardous", "Md": "discard", "Mf": "fractionation",
    "Mq": "quarantine", "Mr": "research", "Mx": "not_for_transfusion",
}  # fmt: skip
"""Table 5 without the messages for tissue."""

_RH = {
    "1": "C- c+ E- e+", "2": "C+ c+ E- e+", "3": "C+ c+ E+ e+", "4": "C+ c+ E+ e-", "5": "C- c+ E+ e+",
    "6": "C- c+ E+ e-", "7": "C+ c- E- e+", "8": "C+ c- E+ e+", "9": "C+ c- E+ e-",
}  # fmt: skip
_PHENOTYPES = {
    "0": "",
    **_RH,
    "X": "C- E-",
    "S": "K-",
    **{sign: f"{rh} K-" for sign, rh in zip("ABCDEFGHI", _RH.values(), strict=True)},
    "Y": "C- E- K-",
    "T": "K+",
    **{sign: f"{rh} K+" for sign, rh in zip("JKLMNOPQR", _RH.values(), strict=True)},
    "Z": "C- E- K+",
    "U": "Mia-",
    "V": "Mia+",
    "W": "special_testing",
}
"""Table 6; what is not named is not known."""

_VALUES = {
    value: (group, use) for group, row in _ROWS.items() for use, value in zip(USES, row.split(), strict=True)
} | {value: (group, "default") for value, group in _POOLED.items()}

GROUPS = {value: group for value, (group, use) in _VALUES.items() if use == "default"}
"""The default values of table 4."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """What structure 002 says: a group and its use, or a message and then neither."""

    group: str | None
    use: str | None
    message: str | None
    phenotype: tuple[str, ...]


def read_group(value: str) -> Group:
    """Return what the four signs say; refuses a value that the tables do not have."""
    code, phenotype = value[:2], tuple(_PHENOTYPES[value[2]].split())
    if value[3] != "0" or (code not in _VALUES and code not in MESSAGES):
        raise Refusal("numbers.code_value", kind="group", text=value)
    group, use = _VALUES.get(code, (None, None))
    return Group(group=group, use=use, message=MESSAGES.get(code), phenotype=phenotype)


def group_code(group: str, *, use: str = "default", phenotype: str = "0") -> str:
    """Return the text of the bar code of a group, such as A+; refuses what the tables do not have."""
    for value, known in _VALUES.items():
        if known == (group, use) and phenotype in _PHENOTYPES:
            return f"=%{value}{phenotype}0"
    raise Refusal("numbers.code_value", kind="group", text=group)


def message_code(message: str) -> str:
    """Return the text of the bar code of a message in the place of the group; refuses an unknown one."""
    for value, known in MESSAGES.items():
        if known == message:
            return f"=%{value}00"
    raise Refusal("numbers.code_value", kind="group", text=message)
