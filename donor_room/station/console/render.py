"""Draws pages from the templates in resources/console: values are escaped, sentences come by key."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from donor_room.domain.names import masked_name
from donor_room.packs.codes import load_codes
from donor_room.packs.locate import resources_folder
from donor_room.packs.texts import shown
from donor_room.station.console.asked import Asked, Page
from donor_room.station.console.words import duration_of, litres, number_in_groups, spoken
from donor_room.station.people import SHORTEST_PASSWORD
from donor_room.station.sessions import form_token

FOLDER = resources_folder() / "console"
PAGES = (
    "overview",
    "figures",
    "nonconformances",
    "terminals",
    "numbers",
    "holds",
    "quarantine",
    "receiving",
    "donors",
    "calls",
    "due",
    "packs",
    "staff",
    "people",
    "journal",
)
"""What stands in the navigation, in its order."""

COOKED = ("console.css", "console.js")


@cache
def environment() -> Environment:
    """Return the one environment; a name that a template says wrong is a bug, not an empty place."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"shown": shown, "masked": masked_name, "litres": litres, "number": number_in_groups}
    made.filters |= {"tag": _tag_words, "reaction": _reaction_words}
    made.globals |= {"edition": _edition(), "shortest_password": SHORTEST_PASSWORD, "spoken": spoken}
    return made


def _tag_words(tag: str, asked: Asked) -> str:
    return load_codes("donor_tag").label(tag, asked.language)


def _reaction_words(kind: str, asked: Asked) -> str:
    kinds = load_codes("reaction_kind")
    return f"{kind} {kinds.label(kind, asked.language)}" if kinds.find(kind) else kind


@cache
def _edition() -> str:
    """Return what changes with style and script, so that a browser never keeps an old one."""
    return sha256(b"".join((FOLDER / name).read_bytes() for name in COOKED)).hexdigest()[:12]


def draw(asked: Asked, page: Page) -> str:
    """Return a page as HTML."""

    def say(key: str, **values: object) -> str:
        return asked.texts.say(f"console.{key}", **values)

    def say_if(key: str, otherwise: str) -> str:
        """Say the word of a code; the code itself where there is none: it may be of a newer program."""
        return say(key) if asked.texts.has(f"console.{key}") else otherwise

    given = dict(page.values)
    return (
        environment()
        .get_template(f"{page.template}.html")
        .render(
            given
            | {
                "say": say,
                "words": asked.texts.say,
                "told_or": lambda key, otherwise: asked.texts.say(key) if asked.texts.has(key) else otherwise,
                "say_if": say_if,
                "span": lambda seconds: duration_of(asked.texts, seconds),
                "asked": asked,
                "house": asked.house,
                "person": asked.session.person if asked.session else None,
                "pages": PAGES,
                "here": page.template.partition("/")[2] or page.template,
                "template": page.template,
                "token": Markup('<input type="hidden" name="token" value="{}">').format(
                    form_token(asked.token)
                ),
                "notice": _notice(asked),
                "problem": given.get("problem"),
                "may": lambda *roles: asked.role in roles,
            }
        )
    )


def _notice(asked: Asked) -> str | None:
    """Return what has just been done: only sentences of the catalogue can be said this way."""
    key = f"console.done.{asked.query.get('said', '')}"
    return asked.texts.say(key) if asked.texts.has(key) else None
