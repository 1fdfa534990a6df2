"""The demonstration account: only where the portal is a demonstration."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command

from partners.management.commands.demo_accounts import EMAIL, PASSWORD
from partners.models import User

pytestmark = pytest.mark.django_db


def test_demo_accounts_refuses_a_real_portal(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo_accounts")
    assert User.objects.count() == 0


def test_demo_accounts_creates_a_flagged_superuser(settings, capsys):
    settings.DEMO = True
    call_command("demo_accounts")
    user = User.objects.get()
    assert (user.email, user.full_name) == ("coordination@demo.example", "Camille Exemple")
    assert (user.is_demo, user.is_staff, user.is_superuser) == (True, True, True)
    assert user.check_password(PASSWORD)
    printed = capsys.readouterr().out
    assert all(word in printed for word in (EMAIL, PASSWORD, "/admin/"))


def test_demo_accounts_twice_changes_nothing(settings):
    settings.DEMO = True
    call_command("demo_accounts")
    before = User.objects.values().get()
    call_command("demo_accounts")
    assert User.objects.values().get() == before


def test_demo_accounts_leaves_a_real_account_alone(settings):
    settings.DEMO = True
    User.objects.create_user(EMAIL, full_name="Une vraie personne")
    before = User.objects.values().get()
    with pytest.raises(CommandError, match="n’est pas un compte de démonstration"):
        call_command("demo_accounts")
    assert User.objects.values().get() == before


def test_demo_password_follows_the_rules():
    validate_password(PASSWORD, User(email=EMAIL, full_name="Camille Exemple"))
    assert len(PASSWORD) >= 15
