"""Coming and going: the sign-in with two factors, the first time, the sign-out, the practice twin."""

from __future__ import annotations

from donor_room.domain.refusal import Refusal
from donor_room.station.console.asked import Asked, Go, Page
from donor_room.station.founding import real_house
from donor_room.station.journal import note
from donor_room.station.people import Person, check_sign_in, invited, join
from donor_room.station.second_factor import key_uri, qr_svg
from donor_room.station.sessions import end_session, look_at, new_token, open_session


def show_sign_in(asked: Asked) -> Page | Go:
    """Show the form, to whoever is not signed in."""
    return Go("/console") if asked.session else Page("sign_in", {"login": ""})


def sign_in(asked: Asked) -> Page | Go:
    """Let a person in, with a new cookie; whatever was wrong is one sentence."""
    station_code = real_house(dict(asked.houses)).code
    login = asked.form.get("login", "").strip().lower()[:64]
    person = check_sign_in(
        asked.conn,
        station_code,
        login=login,
        password=asked.form.get("password", ""),
        code=asked.form.get("code", ""),
        now=asked.now,
    )
    if person is None:
        return Page("sign_in", {"login": login, "problem": "sign_in.wrong"}, 403)
    token = open_session(asked.conn, station_code, person.login, asked.now)
    note(asked.conn, station_code, person.login, "signed_in", {}, asked.now)
    return Go("/console", cookie=token)


def sign_out(asked: Asked) -> Page | Go:
    """End the session at once, and give up its cookie."""
    station_code = real_house(dict(asked.houses)).code
    end_session(asked.conn, station_code, asked.token)
    note(asked.conn, station_code, asked.by, "signed_out", {}, asked.now)
    return Go("/console/sign-in", "signed_out", cookie=new_token())


def show_join(asked: Asked) -> Page | Go:
    """Ask who comes for the first time, and for the invitation."""
    return Page("join", {"login": asked.query.get("login", ""), "invited": None, "secret": ""})


def show_key(asked: Asked) -> Page | Go:
    """Show whoever has the invitation the key of the second factor, and ask for a password."""
    person, secret = _invited(asked)
    if person is None:
        return Page("join", {**_came_wrong(asked), "problem": "join.wrong"}, 403)
    return _key_page(asked, person, secret)


def finish_join(asked: Asked) -> Page | Go:
    """Take password and second factor of whoever was invited."""
    person, secret = _invited(asked)
    if person is None:
        return Page("join", {**_came_wrong(asked), "problem": "join.wrong"}, 403)
    password = asked.form.get("password", "")
    if password != asked.form.get("again", ""):
        return _key_page(asked, person, secret, sentence=asked.texts.say("console.problem.again"))
    code = real_house(dict(asked.houses)).code
    try:
        join(asked.conn, code, person, password=password, code=asked.form.get("code", ""), now=asked.now)
    except Refusal as no:
        return _key_page(asked, person, secret, sentence=asked.texts.say(no.code, **no.values))
    return Go("/console/sign-in", "joined")


def _invited(asked: Asked) -> tuple[Person | None, str]:
    login = asked.form.get("login", "").strip().lower()[:64]
    secret = asked.form.get("secret", "").strip()[:64]
    return invited(asked.conn, real_house(dict(asked.houses)).code, login, secret, asked.now), secret


def _came_wrong(asked: Asked) -> dict[str, object]:
    return {"login": asked.form.get("login", ""), "invited": None, "secret": ""}


def _key_page(asked: Asked, person: Person, secret: str, *, sentence: str | None = None) -> Page:
    uri = key_uri(person.totp_secret, person.login, real_house(dict(asked.houses)).code)
    values: dict[str, object] = {
        "login": person.login,
        "invited": person,
        "secret": secret,
        "sentence": sentence,
        "qr": qr_svg(uri),
        "key": spaced_key(uri),
    }
    return Page("join", values, 409 if sentence else 200)


def spaced_key(uri: str) -> str:
    """Return the key in groups of four, for whoever types it."""
    key = uri.partition("secret=")[2].partition("&")[0]
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def choose_face(asked: Asked) -> Page | Go:
    """Show the practice twin in this session, or the real station again."""
    practice = asked.form.get("face") == "practice"
    look_at(asked.conn, real_house(dict(asked.houses)).code, asked.token, practice=practice)
    return Go("/console")
