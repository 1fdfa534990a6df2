"""Screens of the back-office for WHO, and what every screen shares (base, fields, publication)."""

from partners.admin import contact, organisation, user

__all__ = ["contact", "organisation", "user"]
