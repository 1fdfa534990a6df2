"""WHO: organisations and the people who sign in."""

from partners.models.mail_fault import MailFault
from partners.models.membership import Invitation, MemberRole, Membership
from partners.models.organisation import Organisation
from partners.models.sign_in import SignInCode
from partners.models.user import User

__all__ = [
    "Invitation",
    "MailFault",
    "MemberRole",
    "Membership",
    "Organisation",
    "SignInCode",
    "User",
]
