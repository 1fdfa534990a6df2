"""WHAT WAS AGREED: the territory, its conventions, their goals, how they are governed."""

from conventions.models.convention import Convention, Signatory
from conventions.models.editorial import GlossaryEntry, Page
from conventions.models.governance import Committee, Document, Meeting
from conventions.models.levels import Enjeu, Objective
from conventions.models.publication import ContentVersion, LoadedRow
from conventions.models.territory import Commune, Domain, Territory

__all__ = [
    "Committee",
    "Commune",
    "ContentVersion",
    "Convention",
    "Document",
    "Domain",
    "Enjeu",
    "GlossaryEntry",
    "LoadedRow",
    "Meeting",
    "Objective",
    "Page",
    "Signatory",
    "Territory",
]
