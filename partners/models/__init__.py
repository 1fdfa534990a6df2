"""WHO: organisations, people who sign in, messages received from the public."""

from partners.models.contact import ContactMessage
from partners.models.editing import KeptForm, Submission
from partners.models.organisation import Organisation
from partners.models.sign_in import SignInCode
from partners.models.user import User

__all__ = ["ContactMessage", "KeptForm", "Organisation", "SignInCode", "Submission", "User"]
