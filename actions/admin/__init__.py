"""Screens of the back-office for WHAT IS DONE."""

from actions.admin import action, audience, document, indicator, picture, update

__all__ = ["action", "audience", "document", "indicator", "picture", "update"]
