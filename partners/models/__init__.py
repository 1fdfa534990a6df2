"""WHO: organisations, people who sign in, messages received from the public."""

from partners.models.contact import ContactMessage
from partners.models.organisation import Organisation
from partners.models.user import User

__all__ = ["ContactMessage", "Organisation", "User"]
