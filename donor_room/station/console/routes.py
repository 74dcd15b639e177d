"""Every page of the station, who may use it, and what answers."""

from __future__ import annotations

from donor_room.station.console import (
    donor_pages,
    hold_pages,
    office_pages,
    pack_pages,
    release_pages,
    sign_in_pages,
    terminal_pages,
)
from donor_room.station.console.asked import EVERYBODY, Route

ROUTES = (
    Route("GET", "/console/sign-in", sign_in_pages.show_sign_in),
    Route("POST", "/console/sign-in", sign_in_pages.sign_in),
    Route("GET", "/console/join", sign_in_pages.show_join),
    Route("POST", "/console/join", sign_in_pages.show_key),
    Route("POST", "/console/join/finish", sign_in_pages.finish_join),
    Route("POST", "/console/sign-out", sign_in_pages.sign_out, EVERYBODY),
    Route("POST", "/console/face", sign_in_pages.choose_face, EVERYBODY),
    Route("GET", "/console", office_pages.overview, EVERYBODY),
    Route("GET", "/console/terminals", terminal_pages.show_all, EVERYBODY),
    Route("POST", "/console/terminals", terminal_pages.give_code, ("keeper",)),
    Route("GET", "/console/terminals/*", terminal_pages.show, EVERYBODY),
    Route("POST", "/console/terminals/*", terminal_pages.change, ("keeper",)),
    Route("POST", "/console/terminals/*/go-on", terminal_pages.go_on, ("keeper",)),
    Route("GET", "/console/numbers", office_pages.numbers, EVERYBODY),
    Route("GET", "/console/holds", hold_pages.show_all, EVERYBODY),
    Route("GET", "/console/hold", hold_pages.show, EVERYBODY),
    Route("POST", "/console/hold", hold_pages.decide_one, ("physician",)),
    Route("GET", "/console/quarantine", hold_pages.show_aside, EVERYBODY),
    Route("POST", "/console/quarantine", hold_pages.look_at_aside, ("physician", "keeper")),
    Route("GET", "/console/donors", donor_pages.find, EVERYBODY),
    Route("POST", "/console/donors", donor_pages.find, EVERYBODY),
    Route("POST", "/console/donors/open", donor_pages.open_one, EVERYBODY),
    Route("GET", "/console/donors/*", donor_pages.show, EVERYBODY),
    Route("GET", "/console/packs", pack_pages.packs, EVERYBODY),
    Route("POST", "/console/packs", release_pages.add, ("keeper",)),
    Route("GET", "/console/packs/*", release_pages.show, EVERYBODY),
    Route("POST", "/console/packs/*/try", release_pages.try_one, ("keeper", "physician")),
    Route("POST", "/console/packs/*/release", release_pages.set_one_out, ("keeper",)),
    Route("POST", "/console/packs/*/withdraw", release_pages.withdraw_one, ("keeper",)),
    Route("GET", "/console/people", office_pages.people, EVERYBODY),
    Route("POST", "/console/people", office_pages.add, ("keeper",)),
    Route("POST", "/console/people/*/invite", office_pages.invite_again, ("keeper",)),
    Route("POST", "/console/people/*/lock", office_pages.lock, ("keeper",)),
    Route("GET", "/console/journal", office_pages.journal, EVERYBODY),
)
