"""The forms of a paper day: an index, the notice, what the digits of the interview mean, and each form twice.

Black on white and no grey: it is copied where no printer works. Every box bears the number under which it is
typed in later; sizes are mm.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from donor_room.domain.own_codes import form_code
from donor_room.domain.paper_form import written
from donor_room.domain.questionnaire import Item
from donor_room.domain.ruleset import RulePack
from donor_room.packs.codes import load_codes
from donor_room.packs.consent import Consent
from donor_room.packs.questionnaires import QuestionnairePack
from donor_room.packs.texts import Texts
from donor_room.printing.paper import BLACK, MM_PER_PT, Paper, broken

MARGIN, INNER, LAST = 15.0, 180.0, 280.0
ROW = 7.7
_INDEX_ROW, _FORMS_ON_INDEX = 17.0, 12


class DowntimePack(NamedTuple):
    """What a pack is made of; the rules are those in force when it is printed."""

    forms: tuple[str, ...]
    rules: RulePack
    questionnaire: QuestionnairePack
    notice: Consent
    station: str
    practice: bool


def draw_downtime_pack(pack: DowntimePack, texts: Texts) -> bytes:
    """Return the PDF; refuses what does not fit on its page."""
    pages = _PackPen(pack, texts, pages=0).draw().page
    return _PackPen(pack, texts, pages=pages).draw().paper.finished()


class _PackPen:
    """Draws page after page; `y` is where the next thing stands."""

    def __init__(self, pack: DowntimePack, texts: Texts, pages: int) -> None:
        self.pack, self.texts, self.pages = pack, texts, pages
        mark = texts.say("documents.practice") if pack.practice else None
        title = texts.say("paper.pack.index")
        self.paper = Paper("A4", title=title, author=pack.station, practice=mark)
        self.page, self.y = 1, 14.0

    def draw(self) -> _PackPen:
        self._index()
        self._notice()
        self._meanings()
        for form in self.pack.forms:
            self._front(form)
            self._back(form)
        self._foot()
        return self

    # ---- small parts -------------------------------------------------------------------------------

    def say(self, key: str, **values: object) -> str:
        return self.texts.say(f"paper.pack.{key}", **values)

    def _turn(self) -> None:
        self._foot()
        self.paper.new_page()
        self.page, self.y = self.page + 1, 14.0

    def _foot(self) -> None:
        about = self.say(
            "rules",
            rules=f"{self.pack.rules.about.id} {self.pack.rules.stamp.edition}",
            questionnaire=f"{self.pack.questionnaire.stamp.id} {self.pack.questionnaire.stamp.edition}",
        )
        self._rule(286)
        self._write(MARGIN, 287.2, about, size=8, width=130)
        page = self.say("page", page=self.page, pages=self.pages)
        self.paper.text(MARGIN, 287.2, page, size=8, tone=BLACK, align="right", width=INNER)

    def _rule(self, y: float, weight: float = 0.2) -> None:
        self.paper.line(MARGIN, y, INNER, tone=BLACK, weight=weight)

    def _write(
        self, x: float, y: float, text: str, *, size: float = 9, width: float, bold: bool = False
    ) -> float:
        face = "bold" if bold else "regular"
        return self.paper.text(x, y, text, size=size, face=face, tone=BLACK, width=width, least=5.5)  # type: ignore[arg-type]

    def _title(self, text: str, hint: str = "") -> None:
        self._write(MARGIN, self.y, self.pack.station, size=10, width=INNER)
        self._write(MARGIN, self.y + 5, text, size=18, width=INNER, bold=True)
        self.y += 15
        if hint:
            self.y = self.paper.paragraph(MARGIN, self.y, INNER, hint, size=9.5, tone=BLACK) + 2

    def _tick(self, x: float, y: float, text: str, *, thick: bool = False) -> float:
        """Draw a box to be ticked with its words; returns where the next thing may stand."""
        self.paper.box(x, y, 3.6, 3.6, edge=BLACK, radius=0, weight=0.7 if thick else 0.25)
        wide = self._write(x + 4.6, y + 0.2, text, size=9, width=80) if text else 0.0
        return x + 4.6 + wide + 4

    def _line_for(self, x: float, y: float, width: float) -> None:
        self.paper.line(x, y + 5.6, width, tone=BLACK, weight=0.2)

    # ---- index, notice, meanings -------------------------------------------------------------------

    def _index(self) -> None:
        """Each form has a line, so that none is missed when they are typed in."""
        shares = (0.14, 0.2, 0.3, 0.16, 0.2)
        heads = [self.say(f"col_{one}") for one in ("form", "name", "number", "end", "typed")]
        for first in range(0, len(self.pack.forms), _FORMS_ON_INDEX):
            self._title(self.say("index"), self.say("index_hint"))
            self._write(MARGIN, self.y, self.say("sets"), size=9.5, width=INNER)
            self.y += 8
            self._cells(shares, heads, 6)
            for form in self.pack.forms[first : first + _FORMS_ON_INDEX]:
                self._cells(shares, [written(form), "", "", "", ""], _INDEX_ROW)
            self._turn()

    def _cells(self, shares: tuple[float, ...], cells: list[str], height: float) -> None:
        x = MARGIN
        for share, cell in zip(shares, cells, strict=True):
            self.paper.box(x, self.y, INNER * share, height, edge=BLACK, radius=0, weight=0.2)
            if cell:
                self._write(x + 1.5, self.y + 1.2, cell, size=10, width=INNER * share - 3, bold=height > 6)
            x += INNER * share
        self.y += height

    def _notice(self) -> None:
        notice = self.pack.notice
        self._title(notice.title, self.say("notice_hint"))
        for topic in notice.topics:
            self._write(MARGIN, self.y, topic.title, size=11, width=INNER, bold=True)
            self.y = self.paper.paragraph(MARGIN, self.y + 5.5, INNER, topic.body, size=9.5, tone=BLACK) + 2.5
        self.paper.paragraph(MARGIN, self.y + 2, INNER, notice.promise, size=10.5, face="bold", tone=BLACK)
        self._turn()

    def _meanings(self) -> None:
        """What an unexpected answer may mean, with the digit by which it is typed in: for the examiner."""
        self._title(self.say("meanings"), self.say("meanings_hint"))
        half, column, top = INNER / 2 - 3, 0, self.y
        items = self.pack.questionnaire.questionnaire.items
        lists = [self._codes(25, "bag_kind"), self._codes(33, "reaction_kind")]
        for name, text in (*[(f"13.{_no(one)}", self._meaning(one)) for one in items], *lists):
            lines = broken(text, half - 14, 7.5)
            height = len(lines) * 7.5 * MM_PER_PT * 1.3 + 1.6
            if self.y + height > LAST and column == 0:
                column, self.y = 1, top
            x = MARGIN + column * (half + 6)
            self._write(x, self.y, name, size=8, width=12, bold=True)
            for line in lines:
                self._write(x + 12, self.y, line, size=7.5, width=half - 11)
                self.y += 7.5 * MM_PER_PT * 1.3
            self.y += 1.6
        self._turn()

    def _codes(self, no: int, name: str) -> tuple[str, str]:
        """Return a list of codes: bags by what they are called, reactions by the code that is typed."""
        codes, language = load_codes(name), self.texts.language
        words = [codes.label(one.code, language) for one in codes.codes]
        if name == "reaction_kind":
            words = [f"{one.code} {word}" for one, word in zip(codes.codes, words, strict=True)]
        return str(no), "   ".join(words)

    def _meaning(self, item: Item) -> str:
        words, language = self.pack.questionnaire, self.texts.language
        return "   ".join(
            f"{place} {words.choice_label(item.id, choice.id, language)}"
            for place, choice in enumerate(item.choices, 1)
        )

    # ---- the front of a form -----------------------------------------------------------------------

    def _front(self, form: str) -> None:
        self._form_head(form, self.say("title"))
        self._registration()
        self._examination()
        self._tests()
        self._decision()
        self._collection()
        self._aftercare()
        self._turn()

    def _form_head(self, form: str, title: str) -> None:
        """Form number and bar code stand where a scanner finds them."""
        paper, y = self.paper, 10.0
        self._write(MARGIN, y, self.pack.station, size=9, width=100)
        self._write(MARGIN, y + 4.5, title, size=15, width=80, bold=True)
        self._write(MARGIN + 82, y + 4.2, written(form), size=15, width=42, bold=True)
        paper.symbol(MARGIN + 122, y, form_code(form), width=60, height=10)
        self.y = y + 13

    def _heading(self, key: str) -> None:
        self._rule(self.y, weight=0.5)
        self._write(MARGIN, self.y + 0.8, self.say(key), size=9.5, width=INNER, bold=True)
        self.y += 5.4

    def _field(self, no: int, key: str, x: float, width: float, *, label: float = 24) -> float:
        """Name a box and leave a line to write on; returns where the line begins."""
        text = f"{no} {self.texts.say(f'paper.box.{key}')}"
        self._write(x, self.y + 1.4, text, size=8.5, width=label)
        if width > label + 2:
            self._line_for(x + label + 1, self.y, width - label - 3)
        return x + label + 1

    def _choices(self, no: int, key: str, words: list[str], *, label: float = 24) -> float:
        x = self._field(no, key, MARGIN, 0, label=label)
        for place, word in enumerate(words, 1):
            x = self._tick(x, self.y + 1.6, f"{place} {word}")
        return x

    def _next(self) -> None:
        self.y += ROW

    def _registration(self) -> None:
        self._heading("registration")
        for place, (no, key) in enumerate(((2, "day"), (3, "came"), (4, "filled_by"))):
            self._field(no, key, MARGIN + 60 * place, 60, label=20)
        self._next()
        self._field(5, "document", MARGIN, 110)
        self._field(9, "phone", MARGIN + 112, 68, label=14)
        self._next()
        self._field(6, "name", MARGIN, 72)
        self._field(8, "born", MARGIN + 126, 54, label=20)
        x = self._field(7, "sex", MARGIN + 74, 0, label=10)
        for place, sex in enumerate(("male", "female"), 1):
            x = self._tick(x, self.y + 1.6, f"{place} {self.texts.say(f'frame.sex.{sex}')}")
        self._next()
        self._plans()
        x = MARGIN
        for key in ("asks_to_give_again", "no_earlier_reaction", "meets_requirements"):
            start = self._field(11, key, x, 0, label=36)
            self._tick(start, self.y + 1.6, "1")
            self._tick(start + 10, self.y + 1.6, "2")
            x += 60
        self._next()
        self._field(12, "consent", MARGIN, 0)
        self._signature("consent_sign", MARGIN + 26, 74)
        self._signature("examiner_sign", MARGIN + 104, 76)
        self._next()

    def _plans(self) -> None:
        kinds, codes = self.pack.rules.donation.kinds, load_codes("donation_kind")
        x = self._field(10, "plan", MARGIN, 0)
        for place, kind in enumerate(kinds, 1):
            word = f"{place} {codes.label(kind.id, self.texts.language)}"
            if x + 6 + len(word) * 3.2 > MARGIN + INNER and x > MARGIN + 25:
                self.y += 5.2
                x = MARGIN + 25
            x = self._tick(x, self.y + 1.6, word)
        self._next()

    def _signature(self, key: str, x: float, width: float) -> None:
        self._write(x, self.y + 1.4, self.say(key), size=8.5, width=24)
        self._line_for(x + 24, self.y, width - 25)

    def _examination(self) -> None:
        self._heading("examination")
        for no, key, limit in _limits(self.pack.rules, self):
            self._field(no, key, MARGIN, 66)
            self._write(MARGIN + 68, self.y + 1.4, limit, size=8.5, width=62)
            if key == "pulse":
                x = self._field(16, "athlete", MARGIN + 118, 0, label=32)
                self._tick(x, self.y + 1.6, "1")
                self._tick(x + 10, self.y + 1.6, "2")
            self._next()
        x = self._field(18, "signs", MARGIN, 0, label=42)
        for _sign in range(4):
            self.paper.box(x, self.y + 0.8, 6, 6, edge=BLACK, radius=0, weight=0.25)
            x += 8
        self._write(
            x + 3,
            self.y + 1.4,
            f"1 {self.say('normal')}  2 {self.say('not_normal')}",
            size=8.5,
            width=60,
        )
        self._next()

    def _tests(self) -> None:
        rules = self.pack.rules
        low = {sex: _plain(rules.number(f"hb_min_{sex}_g_l")) for sex in ("male", "female")}
        self._test(19, "hb", self.say("by_sex", unit="g/L", **low))
        self._test(20, "alt", self.say("at_most", high=_plain(rules.number("alt_pre_max_u_l")), unit="U/L"))
        strips = [self.texts.say(f"decision.hbsag.{one}") for one in ("nonreactive", "reactive", "invalid")]
        self._choices(21, "hbsag", strips)
        self._lot()
        self._choices(22, "abo", ["A", "B", "O", "AB"])
        self._lot()

    def _test(self, no: int, key: str, limit: str) -> None:
        self._field(no, key, MARGIN, 52, label=28)
        self._write(MARGIN + 53, self.y + 1.4, limit, size=7.5, width=62)
        self._lot()

    def _lot(self) -> None:
        self._write(MARGIN + 117, self.y + 1.4, self.say("lot"), size=8.5, width=22)
        self._line_for(MARGIN + 139, self.y, 40)
        self._next()

    def _decision(self) -> None:
        self._heading("decision")
        words = [self.texts.say(f"paper.outcome.{one}") for one in ("eligible", "deferred_until")]
        x = self._choices(23, "decision", words, label=18)
        self._line_for(x - 2, self.y, 26)
        self._tick(x + 27, self.y + 1.6, f"3 {self.texts.say('paper.outcome.deferred_for_good')}")
        self._next()
        self._signature("physician_sign", MARGIN, 90)
        self._next()

    def _collection(self) -> None:
        self._heading("collection")
        paper, top = self.paper, self.y
        self._write(MARGIN, top + 1, f"26 {self.say('stick')}", size=8.5, width=60)
        paper.box(MARGIN, top + 5.5, 58, 5 * ROW - 7, edge=BLACK, radius=0, weight=0.5)
        x, width = MARGIN + 62, INNER - 62
        self._field(25, "bag_kind", x, width)
        self._next()
        self._two_sign(27, "compared", x, width)
        self._field(28, "bag", x, width)
        self._next()
        self._field(29, "needle", x, 66)
        self._tick(x + 70, self.y + 1.6, f"1 {self.say('left')}")
        self._tick(x + 92, self.y + 1.6, f"2 {self.say('right')}")
        self._next()
        self._field(30, "end", x, 56)
        self._write(x + 58, self.y + 1.4, self.say("volume"), size=8.5, width=20)
        self._line_for(x + 78, self.y, width - 79)
        self._next()
        self._write(MARGIN, self.y + 1.4, self.say("reason"), size=8.5, width=20)
        self._line_for(MARGIN + 20, self.y, 60)
        self._two_sign(32, "compared_after", MARGIN + 84, INNER - 84)
        self._second_needle()

    def _second_needle(self) -> None:
        """A needle that failed spoils its set: the next has a label, an arm and times of its own."""
        self._heading("second_needle")
        self._write(MARGIN, self.y + 1, f"26 {self.say('stick')}", size=8.5, width=60)
        self.paper.box(MARGIN, self.y + 5.5, 58, 3 * ROW - 6.5, edge=BLACK, radius=0, weight=0.5)
        x, width = MARGIN + 62, INNER - 62
        self._two_sign(27, "compared", x, width)
        self._field(29, "needle", x, 66)
        self._tick(x + 70, self.y + 1.6, f"1 {self.say('left')}")
        self._tick(x + 92, self.y + 1.6, f"2 {self.say('right')}")
        self._next()
        self._field(30, "end", x, 56)
        self._write(x + 58, self.y + 1.4, self.say("volume"), size=8.5, width=20)
        self._line_for(x + 78, self.y, width - 79)
        self._next()

    def _two_sign(self, no: int, key: str, x: float, width: float) -> None:
        start = self._field(no, key, x, 0, label=30)
        self._write(start, self.y + 1.4, self.say("two_sign"), size=8.5, width=22)
        self._line_for(start + 22, self.y, width - 54)
        self._next()

    def _aftercare(self) -> None:
        self._heading("aftercare")
        x = self._field(33, "reaction", MARGIN, 0)
        x = self._tick(x, self.y + 1.6, f"0 {self.say('none')}")
        x = self._tick(x, self.y + 1.6, f"1 / 2 / 3 {self.say('severity')}")
        self._write(x, self.y + 1.4, self.say("treatment"), size=8.5, width=30)
        self._line_for(x + 30, self.y, MARGIN + INNER - x - 31)
        self._next()
        self._field(34, "close", MARGIN, 60)
        self._write(MARGIN + 62, self.y + 1.4, self.say("remark"), size=8.5, width=16)
        self._line_for(MARGIN + 78, self.y, 40)
        self._write(MARGIN + 120, self.y + 1.4, self.say("read_back"), size=8.5, width=30)
        self._line_for(MARGIN + 150, self.y, 29)
        self._next()

    # ---- the back of a form ------------------------------------------------------------------------

    def _back(self, form: str) -> None:
        """The interview: all questions, for every donor; what is asked of some says of whom."""
        self._form_head(form, f"13 {self.say('interview')}")
        self.y = self.paper.paragraph(MARGIN, self.y, INNER, self.say("interview_hint"), size=8.5, tone=BLACK)
        self.y += 1
        items = self.pack.questionnaire.questionnaire.items
        height = (LAST + 4 - self.y) / len(items)
        for item in items:
            self._question(item, height)
        if form != self.pack.forms[-1]:
            self._turn()

    def _question(self, item: Item, height: float) -> None:
        y, size = self.y, 8.5
        text = self.pack.questionnaire.ask(item.id, self.texts.language)
        of = " ".join(self._of_whom(item))
        lines = broken(f"{text} ({of})" if of else text, 96, size)
        while len(lines) * size * MM_PER_PT * 1.18 > height - 0.6 and size > 5.5:
            size -= 0.5
            lines = broken(f"{text} ({of})" if of else text, 96, size)
        self._write(MARGIN, y + 0.7, str(_no(item)), size=8.5, width=7, bold=True)
        for place, line in enumerate(lines):
            self._write(MARGIN + 7, y + 0.5 + place * size * MM_PER_PT * 1.18, line, size=size, width=98)
        x = MARGIN + 106
        for value in ("yes", "no", "unsure"):
            self._tick(x, y + 0.9, self.say(value), thick=value == item.expect)
            x += 12 if self.texts.language == "zh_CN" else 13
        self.paper.line(MARGIN + 152, y + height - 0.6, INNER - 152, tone=BLACK, weight=0.15)
        self.paper.line(MARGIN, y + height - 0.1, 146, tone=BLACK, weight=0.1)
        self.y += height

    def _of_whom(self, item: Item) -> list[str]:
        words = [self.say("only_female")] if item.sex == "female" else []
        if item.first_time is not None:
            words.append(self.say("only_first" if item.first_time else "only_again"))
        return words + ([self.say("some_kinds")] if item.kinds else [])


def _no(item: Item) -> int:
    return int(item.id.lstrip("Q"))


def _limits(rules: RulePack, pen: _PackPen) -> list[tuple[int, str, str]]:
    """Return what is measured, with its number and the limit that stands beside it."""
    weight = {sex: _plain(rules.number(f"weight_min_{sex}_kg")) for sex in ("male", "female")}
    both = {
        name: f"{_plain(rules.number(f'sbp_{name}_mmhg'))}/{_plain(rules.number(f'dbp_{name}_mmhg'))}"
        for name in ("min", "lt")
    }
    pulse = {"low": _plain(rules.number("pulse_min_bpm")), "high": _plain(rules.number("pulse_max_bpm"))}
    temp = _plain(rules.number("temp_lt_c"))
    return [
        (14, "weight", pen.say("by_sex", unit="kg", **weight)),
        (15, "pressure", pen.say("from_to", low=both["min"], high=f"< {both['lt']}", unit="mmHg")),
        (16, "pulse", pen.say("from_to", unit="", **pulse)),
        (17, "temp", pen.say("below", high=temp, unit="°C")),
    ]


def _plain(number: Decimal | None) -> str:
    return f"{number.normalize():f}" if number is not None else "-"
