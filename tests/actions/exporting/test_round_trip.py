"""What is exported is imported again without a change, whatever people wrote."""

import datetime as dt
import io
from contextlib import contextmanager

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.exporting.workbook import workbook_sheets
from actions.importing.batch import preview, receive
from actions.importing.columns.fields import compared
from actions.models import Action, ActionKind, ActionOutcome, Avancement, PartnerRole
from conventions.models import Convention
from tables.formats import FORMATS
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AudienceFactory,
    CommuneFactory,
    ConventionFactory,
    DomainFactory,
    EnjeuFactory,
    FundingFactory,
    IndicatorFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PlaceFactory,
)

pytestmark = pytest.mark.django_db

TRICKS = [
    *('=HYPERLINK("http://example.org","x")', "+1", "-2", "@SUM(A1)", "\t=1", "'=1", "'", "''a"),
    *("a|b", '"a"', '"a', 'a"b"', '"a"|"b"', "a;b", "a, b", "a / b", "a\nb", "a\r\nb", "- a", "•a"),
    *("néant", "NC", "-", "/", "sans objet", "Sans objectif", "Tout le territoire", "toutes"),
    *(" a ", "a  b", "  ", "\u00a0", "\u200b", "\x01", "\x7f", "\ufffe", "_x0041_", "_x005F_"),
    *("1", "1.2", "1. 2", "1.2 3", "Enjeu 1 : x", "007", "1e5", "TRUE", "#N/A", "01/02/2024"),
    *("\u202eenvers", "👨‍👩‍👧", "É", "e\u0301", "Œuvre", "oeuvre", "ſ", "ß", "İ", "Ω", "*", "!"),
    *("oui", "Saint-Sulpice", "St Sulpice", "<b>&amp;</b>", "]]>", "%s {x}", "sep=;", "Code"),
]
# No database keeps halves of characters, PostgreSQL no NUL.
letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = st.sampled_from(TRICKS) | st.text(letters, max_size=12)
long_texts = texts | st.lists(texts, max_size=4).map("\n".join)
names = texts.filter(bool)
codes = st.from_regex(r"[0-9A-Za-z]{1,2}([.-][0-9A-Za-z]{1,2}){0,2}", fullmatch=True)
days = st.none() | st.dates()
plausible = st.dates(dt.date(1990, 1, 1), dt.date(2026, 1, 1))
measured_words = long_texts.filter(str.strip)


@st.composite
def plans(draw):
    """What a convention holds: upper levels, vocabulary, then lines that name them by place."""
    enjeux = draw(st.lists(st.tuples(codes, names), min_size=1, max_size=3, unique_by=first))
    objectives = draw(
        st.lists(st.tuples(codes, names, places(enjeux)), max_size=3, unique_by=first)
    )
    vocabulary = {
        kind: draw(st.lists(names, max_size=4, unique=kind in ("audiences", "domains")))
        for kind in ("organisations", "audiences", "domains", "communes")
    }
    lines = draw(st.lists(actions(enjeux, objectives, vocabulary), min_size=1, max_size=3))
    lines = list({line["code"]: line for line in lines}.values())
    return enjeux, objectives, vocabulary, lines


def first(row):
    return row[0]


def places(rows):
    return st.integers(0, len(rows) - 1)


@st.composite
def attached(draw):
    """Steps, indicators with their values, and money, as the models allow them."""
    figures = st.none() | st.decimals(-999, 10**9, places=3)
    euros = st.decimals(0, 10**9, places=2)
    steps = draw(st.lists(st.tuples(names, st.none() | plausible), max_size=3))
    indicators = draw(
        st.lists(
            st.tuples(
                names,
                figures,
                st.dictionaries(
                    plausible, st.decimals(-999, 10**9, places=3) | measured_words, max_size=3
                ),
                texts,
            ),
            max_size=2,
        )
    )
    money = draw(st.dictionaries(st.tuples(st.integers(2000, 2003), st.integers(-1, 3)), euros))
    return steps, indicators, money, draw(st.lists(names, unique_by=compared, max_size=3))


def attach(action, rows, organisations):
    """Hang the rows that `attached` drew on `action`."""
    steps, indicators, money, places_told = rows
    for name in places_told:
        PlaceFactory(action=action, name=name, hours=name)
    for position, (title, day) in enumerate(steps):
        MilestoneFactory(action=action, title=title, planned_on=day, position=position)
    for label, baseline, values, comment in indicators:
        indicator = IndicatorFactory(
            action=action,
            label=label,
            comment=comment,
            baseline_value=baseline,
            baseline_on=None if baseline is None else dt.date(2000, 1, 1),
            reported_by=organisations[0] if organisations else None,
        )
        for day, told in values.items():
            said = {"text": told, "value": None} if isinstance(told, str) else {"value": told}
            MeasureFactory(indicator=indicator, on=day, **said)
    for (year, place), planned in money.items():
        if place < len(organisations):
            funder = organisations[place] if place >= 0 else None
            FundingFactory(action=action, year=year, funder=funder, planned=planned)


@st.composite
def actions(draw, enjeux, objectives, vocabulary):
    state = draw(st.sampled_from(Avancement))
    outcome = draw(st.sampled_from(["", *ActionOutcome]))
    starts_on, ends_on = draw(days), draw(days)
    if starts_on and ends_on:
        starts_on, ends_on = sorted((starts_on, ends_on))
    some = {
        kind: draw(st.lists(places(rows), unique=True, max_size=3)) if rows else []
        for kind, rows in vocabulary.items()
    }
    return {
        "code": draw(codes),
        "enjeu": draw(places(enjeux)),
        "objective": draw(st.none() | places(objectives)) if objectives else None,
        "some": some,
        "attached": draw(attached()),
        "roles": draw(st.lists(st.sampled_from(PartnerRole), min_size=3, max_size=3)),
        "lead": draw(st.booleans()),
        "values": {
            "title": draw(names),
            "summary": draw(texts),
            "avancement": state,
            "avancement_on": draw(days if state == Avancement.PLANNED else st.dates()),
            "avancement_reason": draw(names),
            "outcome": outcome,
            "outcome_reason": draw(names) if outcome else "",
            "starts_on": starts_on,
            "ends_on": ends_on,
            "verified_on": draw(days),
            "is_permanent": ends_on is None and draw(st.booleans()),
            "whole_territory": draw(st.booleans()),
            "position": draw(st.integers(0, 32767)),
            "description": draw(long_texts),
            "context": draw(texts),
            "expected_results": draw(texts),
            "perspectives": draw(texts),
            "human_means": draw(texts),
            "kind": draw(st.sampled_from(ActionKind)),
            **{key: draw(texts) for key in ("use_name", "website_name", "price", "how_to_come")},
            "practical_verified_on": draw(days),
        },
    }


def build(plan):
    """The convention that `plan` describes."""
    enjeux, objectives, vocabulary, lines = plan
    convention = ConventionFactory()
    rows = [EnjeuFactory(convention=convention, code=code, title=t) for code, t in enjeux]
    below = [
        ObjectiveFactory(convention=convention, enjeu=rows[place], code=code, title=title)
        for code, title, place in objectives
    ]
    organisations = [
        OrganisationFactory(name=name, slug=f"o{n}", short_name=name[:3])
        for n, name in enumerate(vocabulary["organisations"])
    ]
    audiences, domains = (
        [factory(name=name, slug=f"{kind}{n}") for n, name in enumerate(vocabulary[kind])]
        for kind, factory in (("audiences", AudienceFactory), ("domains", DomainFactory))
    )
    communes = [
        CommuneFactory(name=name, slug=f"c{n}", territory=convention.territory)
        for n, name in enumerate(vocabulary["communes"])
    ]
    for line in lines:
        objective = None if line["objective"] is None else below[line["objective"]]
        some = line["some"]
        partners = [organisations[place] for place in some["organisations"]]
        action = ActionFactory(
            code=line["code"],
            convention=convention,
            enjeu=objective.enjeu if objective else rows[line["enjeu"]],
            objective=objective,
            lead=partners[0] if partners and line["lead"] else None,
            avancement_by=partners[-1] if partners and line["lead"] else None,
            audiences=[audiences[place] for place in some["audiences"]],
            domains=[domains[place] for place in some["domains"]],
            communes=[communes[place] for place in some["communes"]],
            **line["values"],
        )
        for organisation, role in zip(partners, line["roles"], strict=False):
            ActionPartnerFactory(action=action, organisation=organisation, role=role)
        attach(action, line["attached"], organisations)
    return convention


def exported(suffix, convention):
    file = io.BytesIO()
    actions = Action.objects.filter(convention=convention).in_plan_order()
    sheets = workbook_sheets(actions, on=dt.date(2026, 11, 30), exact=True)
    FORMATS[suffix].write(file, sheets)
    return file.getvalue()


def imported_again(suffix, convention):
    """The preview of what `convention` exports."""
    content = ContentFile(exported(suffix, convention))
    return preview(receive(content, f"plan.{suffix}", convention))


def changes(plan):
    """What a preview would do, in words, "" without anything."""
    told = [str(fault) for fault in plan.faults]
    told += [f"mot {word.kind} {word.text!r} {word.detail}" for word in plan.pending]
    told += [f"ajout {row.code}" for row in plan.added]
    told += [
        f"{row.code} {change.label} : {change.before!r} → {change.after!r}"
        for row in plan.changed
        for change in row.changes
    ]
    told += [f"ignorée {note.line}" for note in plan.ignored]
    return "\n".join(told + [f"absente {row.code}" for row in plan.absent])


@contextmanager
def nothing_kept():
    """What is written inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("suffix", FORMATS)
@given(plan=plans())
@settings(max_examples=20)
def test_any_content_exported_changes_nothing(suffix, plan, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    with nothing_kept():
        found = imported_again(suffix, build(plan))

        assert changes(found) == ""
        assert len(found.unchanged) == len(plan[-1])


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("trick", TRICKS)
def test_each_trick_alone_changes_nothing(suffix, trick):
    convention = ConventionFactory()
    enjeu = EnjeuFactory(convention=convention, code="1", title=trick)
    organisations = [
        OrganisationFactory(name=name, slug=f"organisation-{place}")
        for place, name in enumerate([trick, f"{trick} {trick}"])
    ]
    action = ActionFactory(
        enjeu=enjeu,
        objective=ObjectiveFactory(enjeu=enjeu, code="1.2", title=trick),
        title=trick,
        summary=trick,
        description=f"{trick}\n\n{trick}",
        lead=organisations[0],
        audiences=[AudienceFactory(name=trick)],
        domains=[DomainFactory(name=trick)],
        communes=[CommuneFactory(name=trick, territory=convention.territory)],
        kind=ActionKind.SERVICE,
        use_name=trick,
        website_name=trick,
        price=trick,
        how_to_come=f"{trick}\n\n{trick}",
    )
    for commune in (*action.communes.all(), CommuneFactory(), None):
        PlaceFactory(action=action, name=trick, commune=commune, hours=trick, address=trick)
    for organisation in organisations:
        ActionPartnerFactory(action=action, organisation=organisation)
        FundingFactory(action=action, funder=organisation, note=trick)
    MilestoneFactory.create_batch(2, action=action, title=trick)
    indicator = IndicatorFactory(
        action=action, label=trick, unit=trick, comment=trick, reported_by=organisations[1]
    )
    MeasureFactory(indicator=indicator, value=None, text=trick)

    assert changes(imported_again(suffix, convention)) == ""


@pytest.mark.parametrize("suffix", FORMATS)
def test_demonstration_exported_changes_nothing(demonstration, suffix):
    found = imported_again(suffix, Convention.objects.current())

    assert changes(found) == ""
    assert len(found.unchanged) == 17


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_a_project_keeps_is_not_told_and_stays(suffix):
    action = ActionFactory(service=True, practical_verified_on=dt.date(2026, 3, 1))
    PlaceFactory(action=action, name="Mairie")
    Action.objects.update(kind=ActionKind.PROJECT)
    file = exported(suffix, action.convention)

    assert changes(imported_again(suffix, action.convention)) == ""
    assert suffix != "csv" or "05 36 49" not in file.decode()


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_text_too_long_for_excel_is_not_lost(suffix):
    action = ActionFactory(description="a" * 40_000, context="😀" * 20_000)

    assert changes(imported_again(suffix, action.convention)) == ""


def test_what_is_typed_in_the_export_is_the_only_change():
    action = ActionFactory(title="Avant", starts_on=dt.date(2024, 1, 1))
    content = exported("csv", action.convention).replace(b"Avant", "Après".encode())
    found = preview(receive(ContentFile(content), "plan.csv", action.convention))

    assert changes(found) == f"{action.code} Titre : 'Avant' → 'Après'"
