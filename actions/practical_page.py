"""« En profiter »: what the page of a service says first, to people and to search engines."""

from dataclasses import dataclass, field

from actions.models import Avancement
from actions.models.practical import PRACTICAL_FIELDS
from actions.models.use import Use, use_of
from records.french import full_date


@dataclass
class Enjoy:
    """The block of an action: its `places`, `access` (words → where they hold), `notice` before."""

    places: list
    access: list[tuple[str, list[str]]] = field(default_factory=list)
    notice: str = ""
    title: str = "En profiter"
    is_empty: bool = False


NOTICES = {
    Avancement.PLANNED: "Ce service n’est pas encore ouvert.",
    Avancement.PAUSED: "Ce service est en pause : demandez avant de venir.",
}

FEW_PLACES = 3  # named in one line
SHORT_HOURS = 60  # letters that a line of a list has room for


@dataclass(frozen=True)
class InShort:
    """How a service is reached, in one line of a list: each part may be ""."""

    where: str
    hours: str
    phone: str
    website: str  # only of who has no telephone
    website_name: str


NEVER_OPENED = "Ce service n’avait pas encore ouvert à la fin de la convention."


def enjoy_of(action, *, is_over=False):
    """The Enjoy of a service that goes on, its places read by one query; None for the others.

    `is_over` says that the convention is: what was to open did not.
    """
    if not action.is_service or use_of(action) == Use.OVER:
        return None
    if is_over and action.avancement == Avancement.PLANNED:
        return Enjoy([], notice=NEVER_OPENED, title="Ce service")
    places = list(action.places.select_related("commune"))
    told = any(getattr(action, name) for name in PRACTICAL_FIELDS if name != "use_name")
    return Enjoy(
        places,
        access_words(places),
        NOTICES.get(action.avancement, ""),
        "Bientôt" if action.avancement == Avancement.PLANNED else "En profiter",
        is_empty=not places and not told,
    )


def where(place):
    """The commune of a fetched `place`, or its own name when it has none."""
    return place.commune.name if place.commune else place.name


def in_short(action, places, commune=None):
    """The InShort of a fetched service; None when it tells nothing of that.

    Of its fetched `places`, those of the `commune` only, when it has one there.
    """
    rows = [one for one in places if commune and one.commune_id == commune.pk] or list(places)
    hours = {one.hours for one in rows}
    said = hours.pop() if len(hours) == 1 else ""
    short = InShort(
        place_title(rows[0]) if len(rows) == 1 else some(list(dict.fromkeys(map(where, rows)))),
        said if len(said) <= SHORT_HOURS else "",
        action.phone,
        "" if action.phone else action.website,
        action.website_name,
    )
    return short if short.where or short.phone or short.website else None


def some(names):
    """« Ambres, Azas, Lavaur et 3 autres lieux »."""
    if len(names) <= FEW_PLACES + 1:
        return ", ".join(names)
    return f"{', '.join(names[:FEW_PLACES])} et {len(names) - FEW_PLACES} autres lieux"


def access_words(places):
    """(words, where they hold), in the order of the `places`; when all say the same, nowhere."""
    found = {}
    for place in places:
        if place.accessibility:
            found.setdefault(place.accessibility.rstrip("."), []).append(where(place))
    if len(found) == 1 and all(place.accessibility for place in places):
        return [(words, []) for words in found]
    return list(found.items())


def practical_lines(action, places):
    """What the page of a service tells of its use, a line for each thing: « Prix : gratuit ».

    `places` are its fetched places. The day when it was verified comes last.
    """
    told = [("Nom d’usage", action.use_name), ("Prix", action.price), ("Téléphone", action.phone)]
    told += [("Courriel", action.email), ("Formulaire", action.form_url), ("Lien", action.website)]
    told += [(place_title(place), place_words(place)) for place in places]
    told.append(("Comment venir", action.how_to_come))
    told.append(("Vérifiées le", full_date(action.practical_verified_on) or "jamais"))
    return [f"{label} : {words}" for label, words in told if words]


def place_title(place):
    """« Mairie, Lavaur »."""
    return f"{place.name}, {place.commune.name}" if place.commune else place.name


def place_words(place):
    said = (place.address, place.hours, place.accessibility)
    return " ; ".join(filter(None, said)) or "horaires à préciser"


def structured_data(action, enjoy, address):
    """The service as schema.org tells it, read at the full `address`; None when it is not open.

    Days and hours are words of people: they stay words, in the description of the place.
    """
    if enjoy is None or use_of(action) != Use.NOW:
        return None
    found = {
        "@context": "https://schema.org",
        "@type": "Service",
        "name": action.called,
        "description": action.summary,
        "url": address,
        "areaServed": areas(action),
        "availableChannel": channels(action, enjoy.places),
    }
    if action.called != action.title:
        found["alternateName"] = action.title
    if action.lead:
        found["provider"] = {"@type": "Organization", "name": action.lead.name}
    if action.price:
        found["offers"] = {"@type": "Offer", "description": action.price}
    return {name: value for name, value in found.items() if value}


def areas(action):
    """The whole territory, or the communes of a fetched `action`."""
    if action.whole_territory:
        return [area(action.convention.territory.name)]
    return [area(commune.name) for commune in action.communes.all()]


def area(name):
    return {"@type": "AdministrativeArea", "name": name}


def channels(action, places):
    """One ServiceChannel for each place, or one without a place: how the service is reached."""
    contact = {
        "telephone": action.phone,
        "email": action.email,
        "url": action.form_url,
    }
    known = {name: value for name, value in contact.items() if value}
    reached = {"servicePhone": {"@type": "ContactPoint", **known}} if known else {}
    if action.website:
        reached["serviceUrl"] = action.website
    found = [{"serviceLocation": location(place)} for place in places] or [{}]
    return [{"@type": "ServiceChannel", **one, **reached} for one in found if {**one, **reached}]


def location(place):
    """A schema.org Place."""
    address = {
        "streetAddress": place.address,
        "addressLocality": place.commune.name if place.commune else "",
    }
    known = {name: value for name, value in address.items() if value}
    said = ". ".join(filter(None, (place.hours, place.accessibility)))
    found = {"@type": "Place", "name": place.name}
    if known:
        found["address"] = {"@type": "PostalAddress", **known, "addressCountry": "FR"}
    if said:
        found["description"] = said
    return found
