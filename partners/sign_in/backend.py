"""Who stays signed in. Nobody signs in with a password."""

from django.contrib.auth.backends import BaseBackend

from partners.models import User
from partners.permissions import may_sign_in


class SignInBackend(BaseBackend):
    """`authenticate` is the base's: it refuses everyone, whatever the credentials."""

    def get_user(self, user_id):
        """The person of a session, as long as the account is open."""
        user = User.objects.filter(pk=user_id).first()
        return user if user and may_sign_in(user) else None
