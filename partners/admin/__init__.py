"""Screens of the back-office for WHO."""

from partners.admin import organisation, user

__all__ = ["organisation", "user"]
