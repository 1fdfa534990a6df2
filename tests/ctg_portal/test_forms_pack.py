"""The template pack « ctg »: one look and one set of accessibility rules for every form."""

import datetime as dt
import re

import html5lib
import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, ButtonHolder, Field, Fieldset, Layout, Reset, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template

from ctg_portal.templatetags.form_fields import tied

COLOURS = [("brique", "Brique"), ("riviere", "Rivière")]
INPUTS = {"input", "textarea", "select"}


class Sample(forms.Form):
    """Every kind of question a form may ask."""

    title = forms.CharField(
        label="Intitulé",
        help_text="En quelques mots.",
        error_messages={"required": "Donnez un titre."},
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    on = forms.DateField(label="Date")
    at = forms.DateTimeField(label="Moment", required=False)
    colour = forms.ChoiceField(
        label="Couleur",
        choices=COLOURS,
        widget=forms.RadioSelect,
        help_text="Une seule.",
        error_messages={"required": "Choisissez une couleur."},
    )
    tints = forms.MultipleChoiceField(
        label="Nuances",
        choices=COLOURS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez une nuance."},
    )
    agreed = forms.BooleanField(
        label="J’ai relu", error_messages={"required": "Dites que vous avez relu."}
    )
    commune = forms.ChoiceField(label="Commune", choices=COLOURS)
    photo = forms.FileField(label="Photo", required=False, help_text="JPG ou PNG.")
    secret = forms.CharField(widget=forms.HiddenInput)


def parse(html):
    """The tree of `html`; raises when it is not valid HTML."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(f"<!DOCTYPE html><html><head><title>t</title></head><body>{html}</body>")


def page_of(data=None, layout=None, **initial):
    form = Sample(data, initial=initial)
    form.helper = FormHelper()
    form.helper.disable_csrf = True
    form.helper.layout = layout
    return parse(render_crispy_form(form))


def by_id(tree, name):
    [found] = tree.findall(f".//*[@id='{name}']")
    return found


def words(element):
    return " ".join("".join(element.itertext()).split())


def test_every_input_has_its_label_above():
    tree = page_of()

    for name in ("title", "note", "on", "at", "commune", "photo"):
        field = tree.find(f".//div[@class='field']/label[@for='id_{name}']/..")
        order = [child.tag for child in field]
        assert order[0] == "label"
        assert order[-1] in INPUTS


def test_optional_questions_say_so_without_an_asterisk():
    tree = page_of()

    optional = [words(label) for label in tree.findall(".//span[@class='optional']/..")]
    assert optional == ["Note (facultatif)", "Moment (facultatif)", "Photo (facultatif)"]
    assert "*" not in words(tree)
    assert by_id(tree, "id_title").get("required") is not None
    assert by_id(tree, "id_note").get("required") is None


@pytest.mark.parametrize("name", ["title", "photo"])
def test_hint_is_linked_to_its_input(name):
    tree = page_of()

    assert by_id(tree, f"id_{name}").get("aria-describedby") == f"id_{name}_helptext"
    assert by_id(tree, f"id_{name}_helptext").get("class") == "hint"


@pytest.mark.parametrize("name", ["colour", "tints"])
def test_choices_stand_in_a_fieldset_with_its_legend(name):
    tree = page_of()

    fieldset = tree.find(f".//*[@id='id_{name}_0']/../../../..")
    assert fieldset.tag == "fieldset"
    assert fieldset[0].tag == "legend"
    for number in range(2):
        assert tree.find(f".//label[@for='id_{name}_{number}']") is not None


def test_fieldset_is_described_by_its_hint_and_its_error():
    fieldset = page_of(data={}).find(".//*[@id='id_colour']/..")

    assert fieldset.get("aria-describedby") == "id_colour_helptext id_colour_error"


def test_box_to_tick_stands_before_its_label():
    field = page_of().find(".//input[@id='id_agreed']/..")

    assert [child.tag for child in field] == ["input", "label"]


def test_dates_are_given_in_iso_form():
    tree = page_of(on=dt.date(2026, 3, 21), at=dt.datetime(2026, 3, 21, 9, 5))

    assert dict(by_id(tree, "id_on").items()).items() >= {
        ("type", "date"),
        ("value", "2026-03-21"),
    }
    assert dict(by_id(tree, "id_at").items()).items() >= {
        ("type", "datetime-local"),
        ("value", "2026-03-21T09:05"),
    }


def test_date_typed_in_french_or_iso_is_understood():
    for typed in ("2026-03-21", "21/03/2026"):
        assert Sample.base_fields["on"].clean(typed) == dt.date(2026, 3, 21)


def test_wrong_date_comes_back_as_typed():
    assert by_id(page_of(data={"on": "31/02/2026"}), "id_on").get("value") == "31/02/2026"


def test_error_summary_comes_first_and_takes_the_focus():
    tree = page_of(data={"commune": "brique", "on": "2026-03-21", "secret": "x"})
    form = tree.find(".//form")

    summary = form[0]
    assert dict(summary.items()) == {
        "class": "errors",
        "role": "alert",
        "tabindex": "-1",
        "id": "erreurs",
        "autofocus": "",
    }
    assert words(summary.find("h2")) == "4 réponses sont à corriger"
    assert [(link.get("href"), words(link)) for link in summary.iter("a")] == [
        ("#id_title", "Donnez un titre."),
        ("#id_colour_0", "Choisissez une couleur."),
        ("#id_tints_0", "Choisissez une nuance."),
        ("#id_agreed", "Dites que vous avez relu."),
    ]


def test_every_link_of_the_summary_leads_to_an_input_with_the_same_words():
    tree = page_of(data={"at": "x"})

    links = list(tree.find(".//*[@id='erreurs']").iter("a"))
    assert len(links) == 7
    for link in links:
        target = by_id(tree, link.get("href")[1:])
        assert target.tag in INPUTS
        assert target.get("aria-invalid") == "true"
        group = re.sub(r"_\d$", "", target.get("id"))
        assert words(by_id(tree, f"{group}_error")) == words(link)


def test_hidden_field_in_error_is_told_without_a_link():
    summary = by_id(page_of(data={}), "erreurs")

    assert "Ce champ est obligatoire." in [words(item) for item in summary.iter("li")]
    assert "#id_secret" not in [link.get("href") for link in summary.iter("a")]


def test_blank_form_shows_no_summary():
    assert page_of().find(".//*[@id='erreurs']") is None


def test_one_error_is_told_in_the_singular():
    class Short(forms.Form):
        title = forms.CharField(label="Intitulé")

    form = Short({})
    html = Template("{% load crispy_forms_filters %}{{ form|as_crispy_errors }}").render(
        Context({"form": form})
    )

    assert "<h2>Une réponse est à corriger</h2>" in html


def test_filter_gives_the_same_fields_without_the_form_tag():
    html = Template("{% load crispy_forms_filters %}{{ form|crispy }}").render(
        Context({"form": Sample()})
    )

    assert "<form" not in html
    whole = page_of().find(".//form")
    assert [field.get("id") for field in parse(html).iter() if field.tag in INPUTS] == [
        field.get("id") for field in whole.iter() if field.tag in INPUTS
    ]


def test_form_carries_the_token_and_leaves_the_checks_to_the_server():
    form = Sample()
    form.helper = FormHelper()
    form.helper.form_action = "/ici/"

    tree = parse(render_crispy_form(form, context={"csrf_token": "jeton"}))

    assert dict(tree.find(".//form").items()) == {
        "action": "/ici/",
        "method": "post",
        "enctype": "multipart/form-data",
        "novalidate": "",
    }
    assert tree.find(".//input[@name='csrfmiddlewaretoken']").get("value") == "jeton"


def test_layout_objects_have_our_look():
    layout = Layout(
        Fieldset("Où et quand", "commune", "on", css_id="ou"),
        HTML("<p>Relisez.</p>"),
        Field("title", css_class="wide"),
        ButtonHolder(Submit("envoyer", "Envoyer à l’équipe"), Reset("effacer", "Effacer")),
    )

    tree = page_of(layout=layout)

    assert words(by_id(tree, "ou").find("legend")) == "Où et quand"
    assert by_id(tree, "ou").find("div/input").get("id") == "id_on"
    assert by_id(tree, "id_title").get("class") == "wide"
    buttons = tree.findall(".//div[@class='buttons']/button")
    assert [(b.get("class"), b.get("type"), words(b)) for b in buttons] == [
        ("button", "submit", "Envoyer à l’équipe"),
        ("button", "reset", "Effacer"),
    ]


def test_buttons_added_to_the_helper_are_shown():
    form = Sample()
    form.helper = FormHelper()
    form.helper.add_input(Submit("envoyer", "Envoyer"))

    tree = parse(render_crispy_form(form, context={"csrf_token": "jeton"}))

    assert words(tree.find(".//form")[-1]) == "Envoyer"


def test_what_is_typed_is_shown_as_text():
    typed = '"><script>alert(1)</script>'

    tree = page_of(data={"title": typed, "note": f"</textarea>{typed}", "colour": typed})

    assert tree.find(".//script") is None
    assert by_id(tree, "id_title").get("value") == typed
    assert by_id(tree, "id_note").text.strip() == f"</textarea>{typed}"


def test_the_double_signs_of_a_label_never_begin_a_line():
    assert tied("Qui dit « oui » ? Vous : elle.") == (
        "Qui dit «\u00a0oui\u00a0»\u00a0? Vous\u00a0: elle."
    )
