"""The pages of a next convention, without JavaScript: from the old plan to its drafts."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import Action
from conventions.models import Convention, Signatory
from reviews.models import CarryOver, CarryState
from reviews.next_plan.applying import ALREADY
from tests.factories import (
    ConventionFactory,
    EnjeuFactory,
    OrganisationFactory,
    SignatoryFactory,
    UserFactory,
)
from tests.reading import main_of, text_of
from tests.records.admin.forms import typed
from tests.reviews.next_plans import begun, carried, full_action, old_action, old_plan
from tests.signing import sign_in_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return sign_in_as(UserFactory(editing=True))


def said(client, address):
    return text_of(main_of(client.get(address)))


def page(name, row):
    return reverse(name, args=[row.pk])


def send(client, address, **given):
    """Send the form of a page as it is shown, with what is `given`."""
    return client.post(address, typed(client.get(address)) | given, follow=True)


def test_the_whole_way_without_javascript(editor):
    old = full_action(old_plan())
    done = old_action(old.convention, "1.1.2", done=True, title="Finie")
    SignatoryFactory(convention=old.convention, organisation=OrganisationFactory(name="La CAF"))
    enjeu = old.enjeu

    assert "Préparer la convention suivante" in said(editor, reverse("next-plans"))
    begin = page("next-plan-begin", old.convention)
    shown = typed(editor.get(begin))
    assert (shown["slug"], shown["starts_on"]) == ("2027-2030", "2027-01-01")
    answer = send(editor, begin)
    carry = CarryOver.objects.get()
    assert answer.redirect_chain[-1][0] == page("next-plan-structure", carry)
    assert Signatory.objects.get(convention__slug="2027-2030").organisation.name == "La CAF"

    title = f"e{enjeu.pk}-title"
    answer = send(editor, page("next-plan-structure", carry), **{title: "Bien grandir"}, suite="1")
    assert answer.redirect_chain[-1][0] == page("next-plan-actions", carry)
    text = text_of(main_of(answer))
    assert "2 actions de la convention 2023-2026 sans suite encore" in text
    answer = send(editor, page("next-plan-actions", carry), suite="1")
    assert answer.redirect_chain[-1][0] == page("next-plan-preview", carry)
    text = text_of(main_of(answer))
    for words in (
        "1 action se poursuit",
        "1 action s’arrête là",
        "1 indicateur",
        "2 étapes non achevées",
        "1. Bien grandir",
        "Finie",
    ):
        assert words in text
    answer = send(editor, page("next-plan-preview", carry))
    assert "Annuler ce passage" in text_of(main_of(answer))
    new = Action.objects.get(convention__slug="2027-2030")
    assert new.enjeu.title == "Bien grandir"
    assert new.history.get().history_user.role == "redaction"
    assert not done.continuations.exists()

    answer = editor.post(page("next-plan-undo", carry), follow=True)
    assert "Ce passage est annulé" in text_of(main_of(answer))
    assert not Action.objects.filter(convention__slug="2027-2030").exists()
    answer = editor.post(page("next-plan-go-on", new.convention), follow=True)
    draft = CarryOver.objects.get(state=CarryState.DRAFT)
    assert "Bien grandir" in said_fields(answer)
    assert answer.redirect_chain[-1][0] == page("next-plan-structure", draft)


def said_fields(response):
    return " ".join(map(str, typed(response).values()))


def test_one_convention_follows_another(editor):
    carry = begun(old_plan())

    answer = editor.get(page("next-plan-begin", carry.former), follow=True)
    assert "existe déjà" in answer.content.decode()
    assert Convention.objects.count() == 2


def test_what_is_wrong_is_said_and_nothing_is_lost(editor):
    former = old_plan()
    address = page("next-plan-begin", former)

    answer = send(editor, address, slug="2023-2026", title="À moi", ends_on="2020-01-01")
    assert "Une convention a déjà cette adresse." in text_of(main_of(answer))
    assert typed(answer)["title"] == "À moi"
    assert Convention.objects.count() == 1


def test_applied_once_whatever_the_clicks(editor):
    carry = begun(full_action(old_plan()).convention)
    address = page("next-plan-preview", carry)
    form = typed(editor.get(address))
    editor.post(address, form)
    answer = editor.post(address, form, follow=True)

    assert answer.status_code == 200
    assert Action.objects.filter(convention=carry.convention).count() == 1


def test_a_preview_that_is_no_longer_true_is_shown_again(editor):
    old = full_action(old_plan())
    carry = begun(old.convention)
    address = page("next-plan-preview", carry)
    form = typed(editor.get(address))
    old.title = "Autrement"
    old.save()

    answer = editor.post(address, form)
    assert answer.status_code == 409
    assert "ont changé depuis cet aperçu" in text_of(main_of(answer))
    assert "Autrement" in text_of(main_of(answer))
    assert not Action.objects.filter(convention=carry.convention).exists()


@pytest.mark.parametrize("name", ["next-plan-structure", "next-plan-actions"])
def test_a_double_click_counts_once(editor, name):
    carry = begun(full_action(old_plan()).convention)
    form = typed(editor.get(page(name, carry)))
    for _click in range(2):
        answer = editor.post(page(name, carry), form, follow=True)

    assert answer.status_code == 200
    assert CarryOver.objects.get().revision == 2


@pytest.mark.parametrize("name", ["next-plan-structure", "next-plan-actions"])
def test_two_people_do_not_write_over_each_other(editor, name):
    old = full_action(old_plan())
    carry = begun(old.convention)
    address = page(name, carry)
    first = name == "next-plan-structure"
    key = f"e{old.enjeu.pk}" if first else f"a{old.pk}"
    both, theirs, only_mine = (
        (f"{key}-title", f"{key}-code", f"{key}-fate")
        if first
        else (f"{key}-with", f"{key}-fate", f"{key}-place")
    )
    mine = typed(editor.get(address))
    saved = "7" if first else "reecrite"
    send(sign_in_as(UserFactory(publishing=True)), address, **{both: "À eux", theirs: saved})

    answer = editor.post(address, mine | {both: "À moi"})
    assert answer.status_code == 409
    text = text_of(main_of(answer))
    assert "quelqu’un a changé ces choix" in text
    assert "« À eux ». La page garde votre choix" in text
    assert f'href="#id_{theirs}"' in answer.content.decode()
    shown = typed(answer)
    assert (shown[both], shown[theirs]) == ("À moi", saved)
    assert shown[only_mine] == mine[only_mine]
    answer = editor.post(address, shown, follow=True)
    assert "Vos choix sont enregistrés" in answer.content.decode()


def test_what_somebody_else_changed_elsewhere_is_not_in_the_way(editor):
    old = full_action(old_plan())
    carry = begun(old.convention)
    address = page("next-plan-structure", carry)
    mine = typed(editor.get(address))
    other = sign_in_as(UserFactory(publishing=True))
    send(other, page("next-plan-actions", carry), **{f"a{old.pk}-fate": "arret"})

    assert editor.post(address, mine | {f"e{old.enjeu.pk}-title": "À moi"}).status_code == 302
    choices = CarryOver.objects.get().choices
    assert choices["levels"][f"e{old.enjeu.pk}"]["title"] == "À moi"
    assert choices["actions"][str(old.pk)]["fate"] == "arret"


def test_lines_added_by_two_people_are_both_kept(editor):
    carry = begun(old_plan())
    address = page("next-plan-structure", carry)
    mine = typed(editor.get(address))
    other = sign_in_as(UserFactory(publishing=True))
    send(other, address, **{"n1-title": "À eux", "n2-title": "À eux aussi"})

    given = mine | {"n1-title": "À moi", "n2-title": "À moi aussi"}
    answer = editor.post(address, given)
    assert answer.status_code == 409
    editor.post(address, typed(answer))
    titles = [line["title"] for line in CarryOver.objects.get().choices["new"]]
    assert titles == ["À eux", "À eux aussi", "À moi", "À moi aussi"]


def test_a_line_removed_meanwhile_stays_gone_unless_it_was_changed(editor):
    carry = begun(old_plan(), new=[{"key": "n1", "title": "Une"}, {"key": "n2", "title": "Deux"}])
    address = page("next-plan-structure", carry)
    mine = typed(editor.get(address))
    other = sign_in_as(UserFactory(publishing=True))
    send(other, address, **{"n1-title": "", "n2-title": ""})

    answer = editor.post(address, mine | {"n2-title": "Deux, mieux"})
    assert answer.status_code == 409
    assert "« (rien) ». La page garde votre choix" in text_of(main_of(answer))
    editor.post(address, typed(answer))
    titles = [line["title"] for line in CarryOver.objects.get().choices["new"]]
    assert titles == ["Deux, mieux"]


def test_what_was_typed_wrong_is_told(editor):
    old = full_action(old_plan())
    carry = begun(old.convention)
    key = f"e{old.enjeu.pk}"
    answer = send(editor, page("next-plan-structure", carry), **{f"{key}-code": "a b"})
    assert "« a b »" in text_of(main_of(answer))
    form = typed(editor.get(page("next-plan-structure", carry)))
    answer = editor.post(
        page("next-plan-structure", carry), form | {f"{key}-fate": "autre", f"{key}-title": "x\0"}
    )
    assert answer.status_code == 400


def test_a_new_level_that_cannot_be_is_told(editor):
    former = old_plan()
    carry = begun(former)
    objective = former.enjeux.get().objectives.get()
    given = {
        "n1-title": "Vivre",
        "n1-origins": [f"o{objective.pk}"],
        "n2-under": f"e{former.enjeux.get().pk}",
    }
    answer = send(editor, page("next-plan-structure", carry), **given)
    text = text_of(main_of(answer))
    assert f"« Vivre » se range au premier niveau et ne peut pas venir de « {objective} »" in text
    assert "Une ligne ajoutée : donnez un titre" in text
    answer = send(editor, page("next-plan-structure", carry), **{"n1-title": "Grandir"})
    assert "« Grandir » est déjà dans le plan" in text_of(main_of(answer))
    answer = send(editor, page("next-plan-structure", carry), **{"n1-origins": ["e999"]})
    assert "cochez de nouveau" in text_of(main_of(answer))


def test_signatories_keep_their_order(editor):
    former = old_plan()
    for position, name in enumerate(("Zoé", "Marie", "Alice"), 1):
        organisation = OrganisationFactory(name=name)
        SignatoryFactory(convention=former, organisation=organisation, position=position)
    address = page("next-plan-begin", former)
    shown = typed(editor.get(address))["signatories"]
    send(editor, address, signatories=[shown[2], shown[0]])

    signed = Signatory.objects.filter(convention__slug="2027-2030").order_by("position")
    assert [row.organisation.name for row in signed] == ["Zoé", "Alice"]


def test_the_next_page_of_a_narrowed_list(editor, monkeypatch):
    monkeypatch.setattr("reviews.views.next_choices.ROWS_PER_PAGE", 2)
    former = old_plan()
    first, *_others = [old_action(former, f"1.1.{number}") for number in range(1, 7)]
    old_action(former, "1.1.7", done=True)
    address = f"{page('next-plan-actions', begun(former))}?voir=telle"

    answer = editor.post(address, typed(editor.get(address)))
    assert answer.url == f"{address}&page=2"
    # one leaves the narrowed list: what follows it is not skipped
    answer = editor.post(address, typed(editor.get(address)) | {f"a{first.pk}-fate": "arret"})
    assert answer.url == address


def test_the_list_is_narrowed_to_what_becomes_of_actions(editor):
    old = old_action(old_plan(), title="Continue")
    old_action(old.convention, "1.1.2", done=True, title="Terminée là")
    address = page("next-plan-actions", begun(old.convention))

    text = said(editor, f"{address}?voir=arret")
    assert "Terminée là" in text
    assert "1.1.1 Continue" not in [line.strip() for line in text.split("\n")]


@pytest.mark.parametrize(
    "name", ["next-plan-structure", "next-plan-actions", "next-plan-undo", "next-plan-preview"]
)
def test_readers_change_nothing(name):
    carry = begun(full_action(old_plan()).convention)
    reader = sign_in_as(UserFactory(reading=True))

    assert reader.post(page(name, carry)).status_code in (403, 404)
    assert Client().get(page(name, carry)).status_code == 302


def test_readers_see_where_it_stands():
    carry = begun(full_action(old_plan()).convention)
    reader = sign_in_as(UserFactory(reading=True))

    assert reader.get(reverse("next-plans")).status_code == 200
    assert "Écrire ces brouillons" not in said(reader, page("next-plan-preview", carry))


def test_a_published_plan_takes_levels_from_who_may_publish_only(editor):
    carry = begun(full_action(old_plan()).convention)
    carry.convention.is_published = True
    carry.convention.save()
    address = page("next-plan-preview", carry)
    form = typed(sign_in_as(UserFactory(publishing=True)).get(address))

    assert "demandez à une personne qui peut publier" in said(editor, address)
    answer = editor.post(address, {"digest": form["digest"]})
    assert answer.status_code == 409
    assert not Action.objects.filter(convention=carry.convention).exists()


def test_a_round_that_is_over_leads_to_what_it_did(editor):
    carry = begun(full_action(old_plan()).convention)
    carried(carry)

    for name in ("next-plan-structure", "next-plan-actions"):
        answer = editor.get(page(name, carry), follow=True)
        assert answer.redirect_chain[-1][0] == page("next-plan-preview", carry)
    assert ALREADY not in said(editor, page("next-plan-preview", carry))


def test_a_convention_without_a_former_one_has_no_round(editor):
    convention = ConventionFactory()

    assert editor.post(page("next-plan-go-on", convention)).status_code == 404
    assert editor.get("/suivi/conventions/passages/99/").status_code == 404


def test_hostile_words_are_words(editor):
    former = old_plan()
    EnjeuFactory(convention=former, code="2", title='<script>alert("x")</script>' + "long" * 50)
    carry = begun(old_action(former, title="<img src=x onerror=y>|a\nb").convention)

    for name in ("next-plan-structure", "next-plan-actions", "next-plan-preview"):
        content = editor.get(page(name, carry)).content.decode()
        assert "<script>alert" not in content
        assert "<img src=x" not in content


@pytest.mark.parametrize(
    "name", ["next-plan-structure", "next-plan-actions", "next-plan-preview", "next-plans"]
)
def test_as_many_queries_whatever_the_plan(editor, name):
    former = old_plan()
    full_action(former)
    carry = begun(former)
    address = reverse(name) if name == "next-plans" else page(name, carry)

    def count():
        editor.get(address)
        with CaptureQueriesContext(connection) as queries:
            editor.get(address)
        return len(queries)

    few = count()
    for number in range(2, 12):
        EnjeuFactory(convention=former, code=str(number))
        full_action(former, f"1.1.{number}")
    assert count() == few


def test_what_is_left_to_do_is_true_for_who_reads_it(editor):
    carry = begun(full_action(old_plan()).convention)
    carried(carry)
    address = page("next-plan-preview", carry)
    reader = sign_in_as(UserFactory(reading=True))

    assert "Compléter ce qui reste en brouillon : 1 action." in said(editor, address)
    assert "Publier la convention" not in said(editor, address)
    assert "Et maintenant" not in said(reader, address)
    assert "Publier la convention" in said(sign_in_as(UserFactory(publishing=True)), address)
    Action.objects.filter(convention=carry.convention).update(is_published=True)
    Convention.objects.filter(pk=carry.convention.pk).update(is_published=True)
    text = said(sign_in_as(UserFactory(publishing=True)), address)
    assert "brouillon" not in text
    assert "Et maintenant" not in text


def test_a_draft_is_not_followed_by_another(editor):
    carry = begun(full_action(old_plan()).convention)
    carried(carry)

    assert "Préparer la convention suivante, après" not in said(editor, reverse("next-plans"))
    answer = editor.get(page("next-plan-begin", carry.convention), follow=True)
    assert "Publiez d’abord" in text_of(main_of(answer))


def test_the_drafts_are_published_together(editor):
    carry = begun(full_action(old_plan()).convention)
    carried(carry)
    publisher = sign_in_as(UserFactory(publishing=True))
    address = f"{reverse('staff-actions-edit')}?convention=2027-2030&publication=brouillon"

    for client, is_there in ((publisher, True), (editor, False)):
        content = client.get(reverse("next-plans")).content.decode()
        assert (address.replace("&", "&amp;") in content) is is_there
    assert "Modifier cette action" in said(publisher, address)


def test_choices_sent_after_a_colleague_wrote_the_drafts_are_told(editor):
    carry = begun(full_action(old_plan()).convention)
    address = page("next-plan-structure", carry)
    form = typed(editor.get(address))
    preview = page("next-plan-preview", carry)
    editor.post(preview, typed(editor.get(preview)))
    new = next(name for name in form if name.startswith("n") and name.endswith("-title"))

    answer = editor.post(address, form | {new: "Un enjeu de plus"}, follow=True)

    said = answer.content.decode()
    assert "Vos choix ne sont pas enregistrés" in said
    assert "Un enjeu de plus" in said
