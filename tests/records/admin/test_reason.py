"""A published target, date or state never changes without a word of explanation."""

import pytest

from tests.factories import (
    ActionFactory,
    ConventionFactory,
    DocumentFactory,
    IndicatorFactory,
    MeasureFactory,
    MeetingFactory,
    MilestoneFactory,
    OrganisationFactory,
    PageFactory,
    SignatoryFactory,
)
from tests.records.admin.forms import errors_of, typed
from tests.records.admin.history import address, history, save, stamps, versions

REFUSAL = (
    "Pourquoi ce changement ? : Dites pourquoi en quelques mots : une date, un but ou un "
    "avancement visible sur le site va changer."
)


def of_action(published, line=None):
    action = ActionFactory(public=True) if published else ActionFactory()
    if line:
        line(action)
    return action


def of_convention(published):
    convention = ConventionFactory(public=True) if published else ConventionFactory()
    SignatoryFactory(convention=convention)
    return convention


def of_indicator(published):
    indicator = IndicatorFactory(with_target=True, action=of_action(published))
    MeasureFactory(indicator=indicator)
    return indicator


def with_step(published):
    return of_action(published, lambda action: MilestoneFactory(action=action))


def with_indicator(published):
    return of_action(published, lambda a: IndicatorFactory(action=a, with_target=True))


# (row when published or not, what is sent)
EXPLAINED = {
    "action-state": (of_action, {"avancement": "en_cours", "avancement_on": "01/02/2026"}),
    "action-start": (of_action, {"starts_on": "01/02/2020"}),
    "action-end": (of_action, {"ends_on": "01/02/2031"}),
    "step-state": (with_step, {"milestones-0-state": "en_cours"}),
    "step-planned": (with_step, {"milestones-0-planned_on": "01/02/2027"}),
    "target-date-under-action": (with_indicator, {"indicators-0-target_on": "01/02/2031"}),
    "target-under-action": (with_indicator, {"indicators-0-target_value": "999"}),
    "target": (of_indicator, {"target_value": "999"}),
    "target-words": (of_indicator, {"target_text": "Mieux"}),
    "baseline-date": (of_indicator, {"baseline_on": "01/02/2020"}),
    "value-date": (of_indicator, {"measures-0-on": "01/02/2020"}),
    "convention-state": (of_convention, {"status": "close"}),
    "convention-start": (of_convention, {"starts_on": "01/02/2020"}),
    "convention-end": (of_convention, {"ends_on": "01/02/2031"}),
    "convention-signature": (of_convention, {"signed_on": "01/02/2020"}),
    "signatory-date": (of_convention, {"signatories-0-signed_on": "01/02/2020"}),
    "meeting-start": (
        lambda public: MeetingFactory(is_published=public),
        {"starts_at_0": "01/02/2020"},
    ),
    "meeting-cancelled": (
        lambda public: MeetingFactory(is_published=public),
        {"is_cancelled": "on"},
    ),
    "document-date": (
        lambda public: DocumentFactory(is_published=public),
        {"dated_on": "01/02/2020"},
    ),
}
PLAIN = {
    "action-title": (of_action, {"title": "Autre"}),
    "new-step": (
        of_action,
        {"milestones-TOTAL_FORMS": 1, "milestones-0-title": "Une", "milestones-0-state": "a_faire",
         "milestones-0-planned_on": "01/02/2027", "milestones-0-position": "0"},
    ),
    "step-title": (with_step, {"milestones-0-title": "Autre"}),
    "organisation": (lambda public: OrganisationFactory(is_published=public), {"name": "Autre"}),
    "page": (lambda public: PageFactory(is_published=public), {"body": "Autre"}),
}  # fmt: skip


def cases(given):
    return pytest.mark.parametrize(("make", "sent"), given.values(), ids=list(given))


@cases(EXPLAINED)
def test_published_change_is_explained(make, sent, staff_client):
    row = make(True)
    before = stamps(row)

    refused = save(staff_client, row, **sent)

    assert errors_of(refused) == [REFUSAL]
    name, value = next(iter(sent.items()))
    assert typed(refused)[name] in (value, ["on"])
    assert stamps(row) == before

    accepted = staff_client.post(
        address(row, "change"), typed(refused) | {"change_reason": "Décidé en comité."}
    )

    assert accepted.status_code == 302, errors_of(accepted)
    newest = versions(history(staff_client, row))[0]
    assert "Pourquoi : Décidé en comité." in newest
    assert "Avant" in newest


@cases(EXPLAINED)
def test_draft_changes_without_a_reason(make, sent, staff_client):
    row = make(False)

    assert errors_of(save(staff_client, row, **sent)) == []
    assert "Pourquoi :" not in versions(history(staff_client, row))[0]


@cases(PLAIN)
@pytest.mark.parametrize("published", [True, False])
def test_other_changes_need_no_reason(make, sent, published, staff_client):
    row = make(published)

    response = save(staff_client, row, **sent)

    assert response.status_code == 302, errors_of(response)


@pytest.mark.parametrize("published", [True, False])
def test_reason_may_always_be_given(published, staff_client):
    action = of_action(published)

    save(staff_client, action, title="Autre", change_reason="Plus court.")

    assert "Pourquoi : Plus court." in versions(history(staff_client, action))[0]


def test_publishing_needs_no_reason(staff_client):
    action = ActionFactory(summary="Une phrase.", convention__public=True)

    response = save(
        staff_client, action, is_published="on", ends_on="01/02/2031", starts_on="01/02/2020"
    )

    assert response.status_code == 302, errors_of(response)


def test_refused_form_with_other_faults_says_both(staff_client):
    action = of_action(True)

    refused = save(staff_client, action, title="", ends_on="01/02/2031")

    assert len(errors_of(refused)) == 2
    assert REFUSAL in errors_of(refused)


def test_new_row_is_not_questioned(staff_client):
    response = staff_client.get("/admin/actions/action/add/")

    assert "Pourquoi ce changement" not in response.text


def test_reason_is_kept_when_two_people_meet(staff_client):
    action = of_action(True)
    page = typed(staff_client.get(address(action, "change")))
    save(staff_client, action, title="De l’autre personne")

    met = staff_client.post(
        address(action, "change"), page | {"title": "De moi", "change_reason": "Raison gardée."}
    )

    assert met.status_code == 409
    assert "Raison gardée." in met.text
    staff_client.post(address(action, "change"), typed(met))
    assert "Pourquoi : Raison gardée." in versions(history(staff_client, action))[0]
