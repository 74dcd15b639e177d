"""Joins the rest with its use cases: timer, certificate, souvenir, end of the visit."""

from __future__ import annotations

from typing import Any, get_args

from donor_room.domain.care_acts import CoupleSaid, Satisfaction
from donor_room.domain.honours import Standing
from donor_room.domain.visit import Visit
from donor_room.packs.codes import load_codes
from donor_room.ui.asking_presenter import choices_of, words_of
from donor_room.ui.contact_words import contact_now
from donor_room.ui.keys import Act
from donor_room.ui.reaction_care import CaringPresenter, time_of_day
from donor_room.ui.shell import Shell
from donor_room.ui.steps.aftercare.contact import Contact
from donor_room.ui.steps.aftercare.couple import Couple, key_words, row_of
from donor_room.ui.steps.aftercare.oath import issue_oath
from donor_room.ui.steps.aftercare.paper import Facts, facts_of, issue_certificate, plain
from donor_room.ui.steps.aftercare.view import AftercareView
from donor_room.ui.supply_words import low_words
from donor_room.ui.texts import listed, said, say
from donor_room.ui.widgets.asking import Given
from donor_room.ui.widgets.choices import numbered
from donor_room.workflow import aftercare

_MOST_LOW = 3
"""So many names have room in one line."""


def four_ones() -> frozenset[str]:
    """Return what every donor is given besides: hot water, a smile, a greeting, a thank-you."""
    return frozenset(one.code for one in load_codes("care").codes if one.group == "four_ones")


class AftercarePresenter(CaringPresenter):
    """Leads from the chair to the door."""

    page = "aftercare"

    def __init__(self, shell: Shell, view: AftercareView) -> None:
        super().__init__(shell, view)
        self.facts: Facts | None = None
        view.main_pressed.connect(self._main)
        view.souvenir_given.connect(self._give)
        view.certificate_asked.connect(self._print)
        view.care_asked.connect(self._ask_care)
        view.language_wanted.connect(self._say_again)
        self.when_given |= {
            "remark": lambda given: self._close(given.words, on_sheet=True),
            "care": self._care,
            "satisfaction": self._satisfied,
            "voucher": self._voucher,
        }
        Contact(self, view)
        self._couple = Couple(self, view)
        view.oath_asked.connect(self._print_oath)

    def open(self, visit: Visit | None) -> None:
        """Show a visit after its collection."""
        super().open(visit)
        if visit is None:
            return

        def ready(facts: Any) -> None:
            if self.is_of(visit):
                self.facts = facts
                self.meet_the_house(lambda: self.show(visit) if self.is_of(visit) else None)

        self.shell.tasks.run(lambda: facts_of(self.shell.desk, visit), ready, self.refused, self.refused)

    # showing

    def show(self, visit: Visit) -> None:
        """Show the visit as it stands."""
        facts = self.facts
        if facts is None:
            return
        self.visit = visit
        failed = aftercare.how_it_ends(visit) == "failed"
        which = "failed" if failed else "donated"
        self.view.show_headline(say(f"aftercare.{which}.headline"))
        self.view.action(Act.PRINT).setVisible(not failed)
        given = visit.souvenirs[-1] if visit.souvenirs else None
        self.view.show_souvenirs(choices_of("souvenir", *facts.souvenirs), given)
        low = listed(low_words(one) for one in facts.low[:_MOST_LOW])
        self.view.show_low(say("supplies.low_line", items=low) if low else "")
        suggested = words_of("souvenir", facts.suggested) if facts.suggested else ""
        key = "couple.both" if facts.suggested == facts.for_both else "aftercare.suggested"
        fits = say(key, souvenir=suggested) if suggested else ""
        self.view.show_occasions([self._occasion(name, facts) for name in facts.occasions], fits)
        self.view.contact.say_text(contact_now(facts.contact.word if facts.contact else None))
        self.view.oath.setVisible(facts.has_oath)
        self.view.couple.say_text(key_words(facts.partner))
        done = [(words, note, "done") for words, note in self._done_so_far(visit)]
        self.view.show_known(self._next_days(facts), self._counts(facts), [*row_of(facts.partner), *done])
        self.view.set_main(say("aftercare.start" if visit.rest_started_at is None else "aftercare.close"))
        self.view.show_ready()
        super().show(visit)

    def show_anew(self, answer: Any) -> None:
        """Show a visit with other facts beside it, where the page still shows its donor."""
        if answer is not None:
            visit, self.facts = answer
            self.show(visit)

    def grew(self, visit: str | None, kinds: tuple[str, ...]) -> None:
        """Another laptop said of this donor, or of the partner, that they came together."""
        super().grew(visit, kinds)
        shown = self.visit
        if shown is None or CoupleSaid.KIND not in kinds or self.view.open_sheet is not None:
            return

        def look() -> tuple[Visit, Facts]:
            folded = self.shell.desk.visits.get(shown.id)
            return folded, facts_of(self.shell.desk, folded)

        self.shell.tasks.run(
            look, lambda told: self.show_anew(told if self.is_of(shown) else None), self.refused
        )

    def _occasion(self, name: str, facts: Facts) -> str:
        award = say(f"honours.short.{facts.standing.reached}") if facts.standing.reached else ""
        ml = facts.counts.volume_ml // 10_000 * 10_000
        return say(f"occasions.{name}", n=facts.counts.visits, award=award, ml=f"{ml:,}")

    def _next_days(self, facts: Facts) -> list[tuple[str, str, str]]:
        return [
            (say(f"aftercare.family.{family}"), day.isoformat(), "")
            for family, day in sorted(facts.next_days.items(), key=lambda pair: pair[1])
        ]

    def _counts(self, facts: Facts) -> list[tuple[str, str, str]]:
        counts = facts.counts
        numbers = {
            "visits": say("aftercare.times", n=counts.visits),
            "award_counts": say("aftercare.times", n=plain(counts.award_counts)),
            "volume": f"{counts.volume_ml:,} mL",
        }
        if not counts.is_whole:
            numbers = {key: say("aftercare.at_least", value=value) for key, value in numbers.items()}
        rows = [(say(f"aftercare.{key}"), value, "") for key, value in numbers.items()]
        rows += [self._award(facts.standing)] if counts.is_whole else []
        if facts.entitled:
            words = [say(f"entitlements.short.{name}") for name in facts.entitled]
            rows.append((say("aftercare.entitled"), " · ".join(words), ""))
        return rows

    def _award(self, stands: Standing) -> tuple[str, str, str]:
        """Say which award was reached, and what is still missing to the next."""
        ahead = say(
            "aftercare.award_ahead", award=say(f"honours.short.{stands.next}"), n=plain(stands.missing)
        )
        if stands.reached is None:
            return say("aftercare.award"), ahead, ""
        return say("aftercare.award_reached", award=say(f"honours.short.{stands.reached}")), ahead, ""

    def _done_so_far(self, visit: Visit) -> list[tuple[str, str]]:
        done = []
        if visit.rest_started_at is not None:
            done.append((say("aftercare.rest_began"), time_of_day(visit.rest_started_at)))
        papers = [one for one in visit.documents if one.document == "certificate"]
        if papers:
            done.append((say("aftercare.printed", n=len(papers)), ""))
        if any(one.document == "oath" for one in visit.documents):
            done.append((say("oath.done"), ""))
        if visit.souvenirs:
            done.append((" · ".join(words_of("souvenir", one) for one in visit.souvenirs), ""))
        if visit.care:
            done.append((self._care_words(visit.care), ""))
        if visit.satisfaction is not None:
            done.append((say(f"aftercare.satisfaction.{visit.satisfaction.satisfaction}"), ""))
        if visit.vouchers:
            done.append((say("aftercare.voucher.done"), visit.vouchers[-1]))
        return done

    def _care_words(self, care: tuple[str, ...]) -> str:
        """Say the four ones together where all of them were done."""
        single = [code for code in care if code not in four_ones()]
        if four_ones() <= set(care):
            words = [say("aftercare.care.four_ones"), *(words_of("care", code) for code in single)]
        else:
            words = [words_of("care", code) for code in care]
        return " · ".join(words)

    def tick(self) -> None:
        super().tick()
        visit, facts = self.visit, self.facts
        if visit is None or facts is None or self.clock is None:
            return
        self._tick_press(visit, facts)
        started = visit.rest_started_at
        seconds = int((self.clock.now() - started).total_seconds()) if started else 0
        left = facts.rest_minutes * 60 - seconds
        is_over = started is not None and left <= 0
        key = "over" if is_over else ("left" if started else "not_begun")
        minutes = -(-left // 60)
        words = say(f"aftercare.rest_words.{key}", minutes=minutes)
        self.view.show_rest(
            seconds, facts.rest_minutes, words, is_over=is_over, is_started=started is not None
        )

    def _tick_press(self, visit: Visit, facts: Facts) -> None:
        """Say how long the site is still to be pressed: from the end of the collection on."""
        ended, clock = visit.collection_ended_at, self.clock
        if visit.collection is None or ended is None or clock is None:
            return
        passed = int((clock.now() - ended).total_seconds())
        left = -(-(facts.press_minutes * 60 - passed) // 60)
        failed = aftercare.how_it_ends(visit) == "failed"
        key = f"{'failed' if failed else 'donated'}.{'pressing' if left > 0 else 'pressed'}"
        self.view.show_below(say(f"aftercare.{key}", ml=visit.collection.volume_ml, minutes=left))

    def _say_again(self) -> None:
        if self.visit is not None:
            self.show(self.visit)

    # acts

    def _main(self) -> None:
        visit = self.visit
        if visit is None:
            return
        if self.reaction is not None:
            self.ask_pressure()
        elif visit.rest_started_at is None:
            self.run(lambda: aftercare.start_rest(self.shell.desk, visit.id), self.show)
        else:
            self._close_or_ask(visit)

    def _close_or_ask(self, visit: Visit) -> None:
        """Before the rest is over the donor leaves with a remark only."""

        def answered(is_over: Any) -> None:
            if is_over:
                self._close(None, on_sheet=False)
            else:
                self.ask("remark", key="aftercare.remark")

        self.run(lambda: aftercare.rest_is_over(self.shell.desk, visit), answered)

    def _close(self, remark: str | None, *, on_sheet: bool) -> None:
        visit = self.visit
        if visit is None:
            return
        how = aftercare.how_it_ends(visit)
        act = self.act_on_sheet if on_sheet else self.run
        act(lambda: aftercare.close(self.shell.desk, visit.id, how=how, remark=remark), self.went_on)

    def _give(self, souvenir: object) -> None:
        visit = self.visit_id
        self.run(lambda: aftercare.give_souvenir(self.shell.desk, visit, souvenir=str(souvenir)), self.show)

    def _ask_care(self) -> None:
        """F5: the four ones with one more key or each by itself, what the donor says of us, and the voucher.

        Every line keeps its key, whatever was done already.
        """
        visit, facts = self.visit, self.facts
        if visit is None or facts is None:
            return
        ones = [(code, words_of("care", code)) for code in facts.care if code in four_ones()]
        others = [(code, words_of("care", code)) for code in facts.care if code not in four_ones()]
        voucher = [("voucher", said("aftercare.voucher.key"))] if facts.is_apheresis else []
        lines: list[tuple[object, str]] = [
            ("four_ones", said("aftercare.care.four_ones")),
            *ones,
            ("satisfaction", said("aftercare.satisfaction.key")),
            *others,
            *voucher,
        ]
        self.ask("care", key="aftercare.care", choices=numbered(lines))

    def _care(self, given: Given) -> None:
        if given.choice == "satisfaction":
            self.view.close_sheet()
            self._ask_satisfaction()
        elif given.choice == "voucher":
            self.view.close_sheet()
            self.ask("voucher", key="aftercare.voucher")
        else:
            visit = self.visit_id
            self.act_on_sheet(
                lambda: aftercare.give_care(self.shell.desk, visit, care=given.choice), self.show
            )

    def _ask_satisfaction(self) -> None:
        """One digit and F10, and a line of the donor's own where there is one."""
        answers = [(one, said(f"aftercare.satisfaction.{one}")) for one in get_args(Satisfaction)]
        self.ask("satisfaction", key="aftercare.satisfaction", choices=numbered(list(answers)))

    def _satisfied(self, given: Given) -> None:
        visit = self.visit_id
        self.act_on_sheet(
            lambda: aftercare.say_satisfaction(
                self.shell.desk, visit, satisfaction=given.choice, words=given.words
            ),
            self.show,
        )

    def _voucher(self, given: Given) -> None:
        visit, number = self.visit_id, given.values["voucher"]
        self.act_on_sheet(lambda: aftercare.give_voucher(self.shell.desk, visit, voucher=number), self.show)

    def scanned(self, text: str) -> bool:
        """While voucher or partner is asked for, a code is theirs; an article is given to the donor."""
        sheet = self.view.open_sheet
        if sheet is not None and sheet.objectName() == "aftercare.voucher":
            self._voucher(Given(values={"voucher": text}))
            return True
        if self._couple.is_asking:
            self._couple.scanned(text)
            return True
        item = self.facts.articles.scanned(text.strip()) if self.facts is not None else None
        if item is None or self.visit is None:
            return super().scanned(text)
        if sheet is not None:
            self.shell.window.scan_line.say_bad(said("labels.finish_sheet"))
            return True
        visit = self.visit_id
        self.run(
            lambda: aftercare.give_scanned(self.shell.desk, visit, item),
            lambda told: self._given_by_scan(told, item.code),
            act=None,
        )
        return True

    def _given_by_scan(self, visit: Visit, code: str) -> None:
        self.shell.window.scan_line.say_good(
            said("supplies.souvenir_now", item=said(f"supplies.item.{code}"))
        )
        self.show(visit)

    def _print(self) -> None:
        visit = self.visit
        if visit is not None:
            self.run(lambda: issue_certificate(self.shell.desk, visit, self.shell.papers), self._printed)

    def _printed(self, visit: Visit) -> None:
        self.shell.window.scan_line.say_good(said("aftercare.printed_now"))
        self.show(visit)

    def _print_oath(self) -> None:
        visit, shell = self.visit, self.shell
        if visit is not None:
            self.run(lambda: issue_oath(shell.desk, visit, shell.papers, shell.templates), self._oath_printed)

    def _oath_printed(self, answer: Any) -> None:
        """Say that it is printed, and why without the station's picture where that cannot be used."""
        if answer is None:
            return
        visit, unused = answer
        line = self.shell.window.scan_line
        if unused is None:
            line.say_good(said("oath.printed_now"))
        else:
            line.say_bad(said(unused.code, **unused.values))
        self.show(visit)


def build(shell: Shell) -> AftercarePresenter:
    """Make the page and its presenter."""
    return AftercarePresenter(shell, AftercareView())
