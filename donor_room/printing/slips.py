"""The papers that a donor takes: the slip from step to step, not today, and thanks."""

from __future__ import annotations

from datetime import date

from donor_room.domain.clock import day_at_site
from donor_room.packs.texts import Texts
from donor_room.printing.documents import AftercareSlip, DeferralNotice, DonorSlip, GivenSoFar
from donor_room.printing.paper import EDGE, QUIET, WASH, Paper
from donor_room.printing.slip_parts import foot, number_with_check
from donor_room.printing.thanks_pages import add_claim_page, add_unit_page


def draw_slip(slip: DonorSlip | DeferralNotice | AftercareSlip, texts: Texts) -> bytes:
    """Return the PDF of a donor's paper."""
    if isinstance(slip, DonorSlip):
        return _donor_slip(slip, texts)
    if isinstance(slip, DeferralNotice):
        return _deferral_notice(slip, texts)
    return _aftercare_slip(slip, texts)


def _paper(size: str, slip: DonorSlip | DeferralNotice | AftercareSlip, title: str, texts: Texts) -> Paper:
    mark = texts.say("documents.practice") if slip.practice else None
    return Paper(size, title=title, author=slip.station, practice=mark)


# ---- the slip from step to step ---------------------------------------------------------------------------


def _donor_slip(slip: DonorSlip, texts: Texts) -> bytes:
    paper = _paper("A6", slip, texts.say("documents.slip.title"), texts)
    inner = paper.width - 20
    paper.text(10, 12, slip.station, size=9, tone=QUIET, width=inner, least=7)
    paper.text(10, 18, slip.name, size=20, face="bold", width=60, least=9)
    paper.text(10, 17.5, slip.ticket, size=20, face="bold", align="right", width=inner)
    paper.text(10, 27.5, f"{texts.say('documents.came', at=slip.came_at)}  {slip.site}", size=9, tone=QUIET,
               width=inner, least=7)  # fmt: skip
    paper.symbol(5, 35, slip.code, width=paper.width - 10, height=14)
    paper.line(10, 53.5, inner)
    y = _slip_steps(paper, slip, 57)
    if slip.number is not None:
        _slip_number(paper, slip, texts, max(y, 107))
    foot(paper, slip.phone, texts)
    return paper.finished()


def _slip_steps(paper: Paper, slip: DonorSlip, y: float) -> float:
    """Draw a box to tick for each step, in two columns."""
    column = (paper.width - 20) / 2
    half = (len(slip.steps) + 1) // 2
    for position, step in enumerate(slip.steps):
        x, row = 10 + (position // half) * column, y + (position % half) * 10
        paper.box(x, row, 5.5, 5.5, edge=QUIET, radius=0.8)
        paper.text(x + 8, row + 0.5, step, size=11, width=column - 8, least=7)
    return y + half * 10


def _slip_number(paper: Paper, slip: DonorSlip, texts: Texts, y: float) -> None:
    paper.box(10, y, paper.width - 20, 17, fill=WASH, edge=None)
    paper.text(14, y + 2.5, texts.say("documents.number"), size=8.5, tone=QUIET)
    number_with_check(paper, 14, y + 7.3, slip.number or "", slip.check, 16)


# ---- not today ----


def _deferral_notice(notice: DeferralNotice, texts: Texts) -> bytes:
    title = texts.say(f"documents.notice.title.{notice.outcome}")
    paper = _paper("A6", notice, title, texts)
    inner = paper.width - 20
    paper.text(10, 12, notice.station, size=9, tone=QUIET, width=inner, least=7)
    paper.text(10, 18, title, size=17, face="bold", width=inner, least=12)
    paper.text(10, 28, texts.say("documents.dear", name=notice.name), size=11, width=inner, least=7)
    y = paper.paragraph(10, 35, inner, texts.say(f"documents.notice.{notice.outcome}"), size=10.5)
    if notice.why is not None:
        y = paper.paragraph(10, y + 2, inner, texts.say(f"documents.notice.why.{notice.why}"), size=10.5)
    if notice.next_on is not None:
        y = _notice_day(paper, notice.next_on, texts, y + 3)
    if notice.bring:
        y = _notice_bring(paper, notice.bring, texts, y + 3)
    paper.paragraph(10, y + 3, inner, texts.say("documents.notice.purpose"), size=8.5, tone=QUIET)
    when = f"{texts.say('documents.day', at=notice.decided_at)}  {notice.site}"
    paper.text(10, paper.height - 23, when, size=8.5, tone=QUIET, width=inner, least=7)
    foot(paper, notice.phone, texts)
    return paper.finished()


def _notice_day(paper: Paper, next_on: date, texts: Texts, y: float) -> float:
    paper.box(10, y, paper.width - 20, 20, fill=WASH, edge=None)
    paper.text(14, y + 3, texts.say("documents.notice.from"), size=9, tone=QUIET)
    paper.text(14, y + 8.5, next_on.isoformat(), size=22, face="bold")
    return y + 20


def _notice_bring(paper: Paper, bring: tuple[str, ...], texts: Texts, y: float) -> float:
    paper.text(10, y, texts.say("documents.notice.bring"), size=10, face="bold")
    y += 6
    for thing in bring:
        paper.text(10, y, "·", size=10, face="bold")
        y = paper.paragraph(14, y, paper.width - 24, thing, size=10, leading=1.5)
    return y


# ---- thanks ----


def _aftercare_slip(slip: AftercareSlip, texts: Texts) -> bytes:
    paper = _paper("A5", slip, texts.say("documents.thanks.title"), texts)
    inner = paper.width - 28
    paper.text(14, 11, slip.station, size=10, tone=QUIET, width=inner, least=7)
    paper.text(14, 17, texts.say("documents.thanks.title"), size=22, face="bold", width=inner, least=14)
    paper.text(14, 28.5, texts.say("documents.dear", name=slip.name), size=13, width=inner, least=8)
    y = paper.paragraph(14, 36, inner, _thanks_sentence(slip, texts), size=11)
    y = _thanks_facts(paper, slip, texts, y + 3)
    if slip.so_far is not None:
        y = _thanks_so_far(paper, slip.so_far, texts, y + 3)
    if slip.next_on is not None:
        y = _thanks_next(paper, slip, texts, y + 3)
    y = _advice(paper, slip, texts, y + 4)
    paper.line(14, y + 2, inner)
    paper.paragraph(14, y + 4.5, inner, texts.say("documents.thanks.call_back"), size=8, tone=QUIET)
    foot(paper, slip.phone, texts, left=14)
    if slip.claim is not None:
        add_claim_page(paper, slip, slip.claim, texts)
    if slip.unit is not None:
        add_unit_page(paper, slip, slip.unit, texts)
    return paper.finished()


def _thanks_sentence(slip: AftercareSlip, texts: Texts) -> str:
    if slip.so_far is None or not slip.so_far.is_whole:
        return texts.say("documents.thanks.gift")
    times = slip.so_far.visits
    return texts.say(f"documents.thanks.{'gift_first' if times == 1 else 'gift_again'}", times=times)


def _thanks_facts(paper: Paper, slip: AftercareSlip, texts: Texts, y: float) -> float:
    """Draw what was given, where and when, in a table of two columns."""
    inner = paper.width - 28
    paper.box(14, y, inner, 37, edge=EDGE)
    paper.text(19, y + 4, texts.say("documents.number"), size=8.5, tone=QUIET)
    number_with_check(paper, 19, y + 9, slip.number, slip.check, 17)
    paper.line(19, y + 18.5, inner - 10)
    facts = [
        ("kind", f"{slip.kind} {slip.volume_ml} mL"),
        ("day", day_at_site(slip.collected_at).isoformat()),
        ("site", slip.site),
    ]
    facts += [] if slip.group is None else [("group", slip.group)]
    column = (inner - 10) / len(facts)
    for position, (key, value) in enumerate(facts):
        x = 19 + position * column
        paper.text(
            x, y + 22, texts.say(f"documents.fact.{key}"), size=8.5, tone=QUIET, width=column - 2, least=6
        )
        paper.cell(x, y + 27, column - 2, value, size=12, least=7.5, face="bold")
    return y + 37


def _thanks_so_far(paper: Paper, so_far: GivenSoFar, texts: Texts, y: float) -> float:
    """Draw visits, award counts and volume, none in the place of another, and under them the awards."""
    inner = paper.width - 28
    column = (inner - 10) / 3
    numbers = {
        "visits": texts.say("documents.so_far.times", n=so_far.visits),
        "award_counts": texts.say("documents.so_far.counts", n=so_far.award_counts),
        "volume": f"{so_far.volume_ml:,} mL",
    }
    for position, (key, value) in enumerate(numbers.items()):
        x = 19 + position * column
        name = texts.say(f"documents.so_far.{key}")
        paper.text(x, y, name, size=8.5, tone=QUIET, width=column - 2, least=6)
        least = value if so_far.is_whole else texts.say("documents.so_far.at_least", value=value)
        paper.cell(x, y + 4.5, column - 2, least, size=12, least=7.5, face="bold")
    paper.text(19, y + 11.5, _award_words(so_far, texts), size=9, tone=QUIET, width=inner - 10, least=7)
    return y + 15


def _award_words(so_far: GivenSoFar, texts: Texts) -> str:
    if not so_far.is_whole:
        return texts.say("documents.so_far.more_known")
    ahead = texts.say("documents.so_far.ahead", award=so_far.next_award, n=so_far.missing)
    if so_far.award is None:
        return ahead
    return f"{texts.say('documents.so_far.reached', award=so_far.award)}  {ahead}"


def _thanks_next(paper: Paper, slip: AftercareSlip, texts: Texts, y: float) -> float:
    inner = paper.width - 28
    paper.box(14, y, inner, 13, fill=WASH, edge=None)
    kind = slip.next_kind or slip.kind
    paper.text(19, y + 4.4, texts.say("documents.thanks.next", kind=kind), size=10.5, width=55, least=7)
    day = slip.next_on.isoformat() if slip.next_on else ""
    paper.text(19, y + 3, day, size=18, face="bold", align="right", width=inner - 10)
    return y + 13


def _advice(paper: Paper, slip: AftercareSlip, texts: Texts, y: float) -> float:
    paper.text(14, y, texts.say("documents.thanks.mind"), size=11, face="bold")
    y += 7
    lengths = {"press": slip.press_minutes, "rest": slip.rest_minutes, "plaster": slip.plaster_hours}
    for position in range(1, 7):
        paper.text(14, y, str(position), size=9, face="bold", tone=QUIET)
        words = texts.say(f"documents.advice.{position}", **lengths)
        y = paper.paragraph(19, y, paper.width - 33, words, size=9, leading=1.5)
        y += 0.5
    return y
