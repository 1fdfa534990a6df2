"""Screens of the back-office for WHAT WAS AGREED."""

from conventions.admin import convention, editorial, governance, meeting, plan, territory

__all__ = ["convention", "editorial", "governance", "meeting", "plan", "territory"]
