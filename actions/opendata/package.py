"""What describes the open data to programs: `datapackage.json`, and JSON-LD for search engines."""

import json

from django.urls import reverse
from django.utils.safestring import mark_safe

from actions.opendata.catalogue import TABLES

LANGUAGE = "fr"
TITLE = "Données de la convention territoriale globale"


def describe(base, site, changed):
    """The Data Package as a dict: `site` is the Territory, `changed` a datetime or None."""
    found = {
        "name": "ctg",
        "id": base + reverse("data-package"),
        "profile": "tabular-data-package",
        "title": f"{TITLE} – {site.name}" if site.name else TITLE,
        "homepage": base + reverse("page-donnees"),
        "languages": [LANGUAGE],
        "licenses": [
            {
                "name": site.data_licence,
                "title": site.get_data_licence_display(),
                "path": site.data_licence_url,
            }
        ],
        "contributors": [{"title": site.name or site.site_title, "role": "publisher"}],
        "resources": [resource(table) for table in TABLES],
    }
    if changed:
        found["modified"] = changed.isoformat(timespec="seconds")
    return found


def resource(table):
    """One table: its CSV beside the description, its JSON, its schema."""
    return {
        "name": table.name,
        "profile": "tabular-data-resource",
        "title": table.title,
        "description": table.description,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "header": True},
        "schema": table.schema(),
    }


def json_ld(base, site, changed):
    """The Dataset of schema.org, as a data block ready for a page.

    Browsers run nothing of a script of this type, so that the content security policy has nothing
    to allow; « < » is written so that no text of ours can end the block.
    """

    def file(address, kind):
        return {"@type": "DataDownload", "contentUrl": base + address, "encodingFormat": kind}

    found = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": TITLE,
        "description": "Conventions, enjeux, objectifs, actions, indicateurs, financements et "
        f"actualités de la convention territoriale globale. {site.name}".strip(),
        "url": base + reverse("page-donnees"),
        "inLanguage": LANGUAGE,
        "isAccessibleForFree": True,
        "license": site.data_licence_url,
        "creator": {"@type": "GovernmentOrganization", "name": site.name or site.site_title},
        "distribution": [
            *(file(reverse("data-csv", args=[table.name]), "text/csv") for table in TABLES),
            file(reverse("data-package"), "application/json"),
        ],
    }
    if changed:
        found["dateModified"] = changed.isoformat(timespec="seconds")
    text = json.dumps(found, ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
