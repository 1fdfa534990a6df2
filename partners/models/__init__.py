"""WHO: organisations, people who sign in, messages received from the public."""

from partners.models.contact import ContactMessage
from partners.models.editing import KeptForm, Submission
from partners.models.mail_fault import MailFault
from partners.models.membership import Invitation, MemberRole, Membership
from partners.models.organisation import Organisation
from partners.models.sign_in import SignInCode
from partners.models.user import User

__all__ = [
    "ContactMessage",
    "Invitation",
    "KeptForm",
    "MailFault",
    "MemberRole",
    "Membership",
    "Organisation",
    "SignInCode",
    "Submission",
    "User",
]
