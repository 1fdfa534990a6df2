"""The demonstration accounts: only where the portal is a demonstration."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from demonstration.entrance import SECRET
from partners.models import User
from partners.sign_in.factors import add_app, check_figures, current_code

pytestmark = pytest.mark.django_db
EMAIL = "coordination@demo.example"


def test_demo_accounts_refuses_a_real_portal(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo_accounts")
    assert User.objects.count() == 0


def test_demo_accounts_creates_one_account_per_role(settings, capsys):
    settings.DEMO = True
    call_command("demo_accounts")
    rows = User.objects.order_by("email").values_list("email", "role", "is_demo")
    assert list(rows) == [
        ("coordination@demo.example", "administration", True),
        ("lecture@demo.example", "lecture", True),
        ("publication@demo.example", "publication", True),
        ("redaction@demo.example", "redaction", True),
    ]
    printed = capsys.readouterr().out
    assert all(word in printed for word in (*(row[0] for row in rows), "/connexion/"))


def test_demo_accounts_share_an_app_that_all_know(settings):
    settings.DEMO = True
    call_command("demo_accounts")
    for user in User.objects.all():
        assert check_figures(user, current_code(SECRET, time.time()))


def test_demo_accounts_twice_changes_nothing(settings):
    settings.DEMO = True
    call_command("demo_accounts")
    before = list(User.objects.values()), list(Authenticator.objects.values())
    call_command("demo_accounts")
    assert (list(User.objects.values()), list(Authenticator.objects.values())) == before


def test_demo_accounts_undoes_what_the_last_visitor_changed(settings):
    settings.DEMO = True
    call_command("demo_accounts")
    user = User.objects.get(email=EMAIL)
    other = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    assert add_app(user, other, current_code(other, time.time()))
    User.objects.filter(pk=user.pk).update(role="", is_active=False)
    call_command("demo_accounts")
    user.refresh_from_db()
    assert (user.role, user.is_active) == ("administration", True)
    assert check_figures(user, current_code(SECRET, time.time()))


def test_demo_accounts_leaves_a_real_account_alone(settings):
    settings.DEMO = True
    User.objects.create_user(EMAIL, full_name="Une vraie personne")
    before = User.objects.values().get()
    with pytest.raises(CommandError, match="n’est pas un compte de démonstration"):
        call_command("demo_accounts")
    assert User.objects.values().get() == before
