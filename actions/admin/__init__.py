"""Screens of the back-office for WHAT IS DONE."""

from actions.admin import action, document, indicator, picture, update

__all__ = ["action", "document", "indicator", "picture", "update"]
