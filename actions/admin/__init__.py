"""Screens of the back-office for WHAT IS DONE."""

from actions.admin import action, indicator, update

__all__ = ["action", "indicator", "update"]
