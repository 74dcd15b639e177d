"""Reads the list an organiser sends: every row becomes a donor to expect, or is named with its reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

import msgspec

from donor_room.domain.identity import (
    DocumentKind,
    Identity,
    Sex,
    as_eighteen,
    disagreement,
    masked,
    normalised,
    read_document,
)
from donor_room.domain.names import canonical, masked_name, reason_against_name
from donor_room.domain.refusal import Refusal
from donor_room.workflow.list_file import Line, Sheet, read_sheets

LONGEST_TEXT = 100
_Columns = dict[int, str]
"""Which of our columns stands at which place of a row."""

_HEADING_WITHIN = 30

_HEADINGS: dict[str, str] = {
    heading: column
    for column, headings in {
        "name": "姓名 名字 献血者姓名 献血者 人员姓名 参加人 name fullname donor donorname",
        "number": "身份证号 身份证号码 身份证 身份证件号码 身份证件号 居民身份证 居民身份证号 "
        "居民身份证号码 公民身份号码 "
        "证件号码 证件号 证件编号 有效证件号码 idnumber idno id idcard documentnumber documentno number",
        "kind": "证件类型 证件种类 证件名称 documenttype documentkind idtype document",
        "sex": "性别 sex gender",
        "birth": "出生日期 出生年月日 生日 出生年月 birth birthdate dateofbirth dob birthday",
        "organisation": "单位 工作单位 所在单位 单位名称 部门 所在部门 班级 学院 院系 组织 "
        "organisation organization company department unit employer",
        "slot": "预约时段 时段 预约时间 时间段 献血时间 时间 场次 slot time timeslot appointment",
        "phone": "手机 手机号 手机号码 联系电话 电话 电话号码 联系方式 移动电话 "
        "phone mobile telephone cellphone",
    }.items()
    for heading in headings.split()
}
_SEXES: dict[str, Sex] = {
    **dict.fromkeys(("男", "男性", "男士", "m", "male", "1"), "male"),
    **dict.fromkeys(("女", "女性", "女士", "f", "female", "2"), "female"),
}
_KINDS: dict[str, DocumentKind] = {
    **dict.fromkeys(("港澳居民来往内地通行证", "港澳通行证", "回乡证"), DocumentKind.HK_MACAU_PERMIT),
    **dict.fromkeys(("台湾居民来往大陆通行证", "台胞证"), DocumentKind.TAIWAN_PERMIT),
    **dict.fromkeys(("军官证", "士兵证", "警官证", "军人证"), DocumentKind.MILITARY),
    **dict.fromkeys(("驾驶证", "户口簿", "户口本", "社保卡"), DocumentKind.HOUSEHOLD_OR_LICENCE),
    **dict.fromkeys(("护照", "外国护照", "passport"), DocumentKind.PASSPORT_FOREIGN),
}
_NAMED_SEPARATELY = frozenset({DocumentKind.PASSPORT_CHINESE})

_FORMULA = re.compile(r"[=＝@＠]|[+＋\-－](?![0-9\uff10-\uff19])")
_QUOTED_FORMULA = re.compile(r'="([^"]*)"')
_DIGITS_LOST = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]+")
_BLANKS = frozenset(
    {"-", "--", "—", "——", "/", "无", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!"}
)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{9,11}")
_BIRTH = re.compile(r"([0-9]{4})(?:[-/.年]?)([0-9]{1,2})(?:[-/.月]?)([0-9]{1,2})日?")
_HAN = "[\u3400-\u9fff\U00020000-\U000323af]"
_SPACE_IN_CHINESE = re.compile(f"(?<={_HAN}) +(?={_HAN})")


class ListRow(msgspec.Struct, frozen=True, kw_only=True):
    """A donor to expect. notes are text keys of what was left out of the row, such as an odd phone number."""

    row_no: int
    sheet: str
    name: str
    document: Identity
    sex: Sex | None
    birth_on: date | None
    organisation: str | None
    slot: str | None
    phone: str | None
    notes: tuple[str, ...]


class RefusedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that cannot be taken; name and number are masked, same_as is the row it repeats."""

    row_no: int
    sheet: str
    name: str
    number: str
    reason: str
    same_as: int | None


class GroupList(msgspec.Struct, frozen=True):
    """Every data row of a file, on one side or the other, in the order of the file."""

    rows: tuple[ListRow, ...]
    refused: tuple[RefusedRow, ...]

    @property
    def data_rows(self) -> int:
        """How many rows below the heading hold anything."""
        return len(self.rows) + len(self.refused)


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """The cells of one row under the names we know, cleaned; formulas names the columns that held one."""

    row_no: int
    sheet: str
    texts: Mapping[str, str]
    formulas: frozenset[str]


def read_list(data: bytes, filename: str, *, today: date, practice: bool = False) -> GroupList:
    """Read CSV (GB 18030, UTF-8, UTF-16; comma, tab, semicolon) or XLSX; columns in any order.

    filename only names the file in a refusal. today and practice are those of read_document; age is not
    judged here. Raises Refusal `group_list.*` when the file as a whole is no list.
    """
    rows: dict[str, ListRow] = {}
    refused: list[RefusedRow] = []
    for sheet in _sheets(data, filename):
        for told in _data_rows(sheet):
            outcome = _without_repeat(_read_row(told, today, practice), rows, told)
            if isinstance(outcome, ListRow):
                rows[_person_key(outcome)] = outcome
            else:
                refused.append(outcome)
    return GroupList(tuple(rows.values()), tuple(refused))


def _sheets(data: bytes, filename: str) -> tuple[Sheet, ...]:
    try:
        return read_sheets(data, _has_heading)
    except Refusal as refusal:
        raise Refusal(refusal.code, file=filename, **refusal.values) from refusal


def _has_heading(sheet: Sheet) -> bool:
    return _heading(sheet) is not None


def _heading(sheet: Sheet) -> tuple[int, list[_Columns]] | None:
    """Find the row that names at least the name and the number, and which column is which."""
    for index, line in enumerate(sheet.lines[:_HEADING_WITHIN]):
        blocks = _blocks(line)
        if blocks:
            return index, blocks
    return None


def _blocks(line: Line) -> list[_Columns]:
    """Read a heading; to save paper, organisers print a second list beside the first under the same names."""
    blocks: list[_Columns] = [{}]
    for place, cell in enumerate(line.cells):
        column = _HEADINGS.get(_heading_key(cell))
        if column in {"name", "number"} and column in blocks[-1].values():
            blocks.append({})
        if column is not None and column not in blocks[-1].values():
            blocks[-1][place] = column
    return [block for block in blocks if {"name", "number"} <= set(block.values())]


def _heading_key(cell: str) -> str:
    bare = re.sub(r"[(（\[【].*", "", _visible(cell))
    return "".join(character for character in bare.casefold() if character.isalpha())


def _data_rows(sheet: Sheet) -> list[_Told]:
    """All rows below the heading with anything under a known column; a repeated heading is no row."""
    heading = _heading(sheet)
    if heading is None:
        return []
    index, blocks = heading
    lines = [line for line in sheet.lines[index + 1 :] if _blocks(line) != blocks]
    told = [_tell(line, block, sheet.name) for line in lines for block in blocks]
    return [row for row in told if row.texts or row.formulas]


def _tell(line: Line, columns: _Columns, sheet: str) -> _Told:
    cells = {name: _cleaned(line.cells[at]) for at, name in columns.items() if at < len(line.cells)}
    formulas = frozenset(name for name, text in cells.items() if _FORMULA.match(text))
    texts = {name: text for name, text in cells.items() if text and name not in formulas}
    return _Told(row_no=line.row_no, sheet=sheet, texts=texts, formulas=formulas)


def _cleaned(cell: str) -> str:
    """Take off what spreadsheets add: invisible characters, quotes around text, signs for nothing."""
    text = " ".join(_visible(cell).split())
    quoted = _QUOTED_FORMULA.fullmatch(text)
    text = (quoted[1] if quoted else text).strip("\"'` ")
    return "" if text in _BLANKS else text


def _visible(text: str) -> str:
    shown = (" " if character in "\r\n\t" else character for character in text)
    return "".join(one for one in shown if unicodedata.category(one) not in {"Cf", "Cc"})


def _read_row(told: _Told, today: date, practice: bool) -> ListRow | str:
    """Give the row, or the reason against it."""
    name = _SPACE_IN_CHINESE.sub("", told.texts.get("name", ""))
    identity = _document(told.texts, today, practice)
    sex = _SEXES.get(normalised(told.texts.get("sex", "")).casefold())
    birth_on = _birth_on(told.texts.get("birth", ""))
    reason = _reason_against(told, name, identity) or _said(disagreement(identity, birth_on, sex))
    if reason is not None:
        return reason
    phone = _phone(told.texts.get("phone", ""))
    return ListRow(
        row_no=told.row_no,
        sheet=told.sheet,
        name=name,
        document=identity,
        sex=sex or identity.sex,
        birth_on=birth_on or identity.birth_on,
        organisation=_short(told.texts.get("organisation")),
        slot=_short(told.texts.get("slot")),
        phone=phone,
        notes=_notes(told, sex, birth_on, phone),
    )


def _reason_against(told: _Told, name: str, identity: Identity) -> str | None:
    if told.formulas & {"name", "number"}:
        return "group_list.formula"
    if not name:
        return "group_list.no_name"
    if "number" not in told.texts:
        return "group_list.no_number"
    if _DIGITS_LOST.fullmatch(identity.number):
        return "group_list.digits_lost"
    return reason_against_name(name) or _said(identity.reason)


def _said(identity_reason: str | None) -> str | None:
    return f"identity.{identity_reason}" if identity_reason is not None else None


def _document(texts: Mapping[str, str], today: date, practice: bool) -> Identity:
    """Let the number say what it is; the list's own word decides only where the number does not."""
    number = texts.get("number", "")
    stated = _KINDS.get(normalised(texts.get("kind", "")).casefold())
    found = read_document(None, number, today, practice=practice)
    if stated is None or found.kind in _NAMED_SEPARATELY:
        return found
    return read_document(stated, number, today, practice=practice)


def _birth_on(text: str) -> date | None:
    parts = _BIRTH.match(normalised(text))
    try:
        return date(*(int(part) for part in parts.groups())) if parts else None
    except ValueError:
        return None


def _phone(text: str) -> str | None:
    """Give the bare digits of a Chinese mobile or land line; None for anything else."""
    digits = re.sub(r"[-()]", "", normalised(text))
    bare = re.sub(r"^(\+86|0086|86(?=1[0-9]{10}$))", "", digits)
    return bare if _MOBILE.fullmatch(bare) or _LANDLINE.fullmatch(bare) else None


def _short(text: str | None) -> str | None:
    return text[:LONGEST_TEXT] if text else None


def _notes(told: _Told, sex: Sex | None, birth_on: date | None, phone: str | None) -> tuple[str, ...]:
    unread = {"sex": sex, "birth": birth_on, "phone": phone}
    left_out = [
        f"group_list.{name}_unread" for name, value in unread.items() if _is_unread(told, name, value)
    ]
    cut = [name for name in ("organisation", "slot") if len(told.texts.get(name, "")) > LONGEST_TEXT]
    return (
        *left_out,
        *(("group_list.text_cut",) if cut else ()),
        *(("group_list.formula_left_out",) if told.formulas else ()),
    )


def _is_unread(told: _Told, column: str, value: object) -> bool:
    return value is None and column in told.texts


def _without_repeat(outcome: ListRow | str, rows: Mapping[str, ListRow], told: _Told) -> ListRow | RefusedRow:
    if isinstance(outcome, str):
        return _refused(told, outcome, None)
    before = rows.get(_person_key(outcome))
    if before is None:
        return outcome
    is_same = canonical(before.name) == canonical(outcome.name)
    return _refused(
        told, "group_list.duplicate" if is_same else "group_list.number_of_another", before.row_no
    )


def _person_key(row: ListRow) -> str:
    return person_mark(str(row.document.kind), row.document.number)


def person_mark(document_kind: str, number: str) -> str:
    """Return what is the same for the holder of a document wherever it is written; number as it is kept."""
    eighteen = as_eighteen(number)
    is_person_number = len(eighteen) == 18
    return eighteen if is_person_number else f"{document_kind}:{eighteen}"


def _refused(told: _Told, reason: str, same_as: int | None) -> RefusedRow:
    return RefusedRow(
        row_no=told.row_no,
        sheet=told.sheet,
        name=masked_name(told.texts.get("name", "")) if "name" in told.texts else "",
        number=masked(normalised(told.texts.get("number", ""))[:LONGEST_TEXT]),
        reason=reason,
        same_as=same_as,
    )
