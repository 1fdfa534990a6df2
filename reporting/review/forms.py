"""The form of the reviewer: the wording before publication, and comments for sending back."""

from django import forms

from actions.models import Avancement, IndicatorKind, MilestoneState, People
from actions.models.avancement import NEEDS_REASON
from reporting.models import FileKind
from reporting.report.publishing import NOTHING_NEW, Wording, reason_proposed
from reporting.report.publishing_files import FileWording
from reporting.report.reading import files_of, steps_of, values_of
from reporting.report.sections import LONGEST_TEXT, SECTIONS, read_figure, read_people
from reporting.review.entry_forms import UntilField
from reporting.workflow import TO_COMPLETE

MOST_COMMENT = 2_000


def text_field(label, initial, rows=5, **options):
    return forms.CharField(
        label=label,
        initial=initial,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


def line_field(label, initial, length, **options):
    return forms.CharField(
        label=label, initial=initial, max_length=length, required=False, **options
    )


class ReviewForm(forms.Form):
    """Made for one `report`: its fields start from what the partner wrote.

    `values-3-typed` is the value of the ReportValue 3, and so on; `comment-done` is about the
    section « done », `comment` about the whole. `on` is today: nothing is dated after it.
    """

    all_optional = True  # most start from what the partner wrote: a mark on each would be noise

    def __init__(self, data=None, *, report, on):
        super().__init__(data, label_suffix="")
        self.report, self.on = report, on
        self.groups = {}  # (section, key of its line or None) → names of fields
        self.values, self.steps, self.files = [], [], []
        if not report.nothing_new:
            self.add_texts()
            self.add_lines()
        for name in SECTIONS:
            self.fields[f"comment-{name}"] = self.comment_field(f"Commentaire : {SECTIONS[name]}")
        self.fields["comment"] = self.comment_field("Commentaire général")
        if not report.takes_answers(on) and not report.action.archived_on:
            self.fields["until"] = UntilField(
                label="Renvoyée, elle peut revenir jusqu’au",
                initial=on + TO_COMPLETE,
                help_text="La campagne est fermée : la réponse est rouverte jusqu’à ce jour "
                "compris, la lettre le dit.",
            )

    def comment_field(self, label):
        return forms.CharField(
            label=label,
            required=False,
            max_length=MOST_COMMENT,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def put(self, section, name, field, key=None):
        self.fields[name] = field
        self.groups.setdefault((section, key), []).append(name)

    def add_texts(self):
        report = self.report
        title = forms.CharField(
            label="Titre de la nouvelle",
            initial=f"Point d’étape : {report.campaign.title}"[:200],
            max_length=200,
            error_messages={"required": "Donnez un titre à la nouvelle."},
        )
        self.put("", "title", title)
        declared = report.avancement or report.action.avancement
        state = forms.ChoiceField(
            label="Avancement publié", choices=Avancement.choices, initial=declared
        )
        self.put("avancement", "avancement", state)
        self.put(
            "avancement",
            "avancement_reason",
            text_field(
                "Motif publié",
                reason_proposed(report),
                rows=2,
                required=False,
                help_text="Nécessaire pour « En pause » et « Abandonnée ». Visible de tous.",
            ),
        )
        done = text_field(
            "Texte publié",
            report.done,
            error_messages={"required": "Écrivez ce qui a été fait, même en une phrase."},
        )
        self.put("done", "done", done)
        steps = text_field("Texte publié", report.next_steps, rows=3, required=False)
        self.put("next_steps", "next_steps", steps)
        people = line_field(
            "Nombre publié",
            report.people_reached,
            60,
            help_text="De 1 à 4, la page dit « moins de 5 ».",
        )
        self.put("people_reached", "people_reached", people)

    def add_lines(self):
        self.values = list(values_of(self.report))
        for value in self.values:
            self.add_value(value)
        steps = steps_of(self.report)
        self.steps = [step for step in steps if step.milestone.state != MilestoneState.DONE]
        for step in self.steps:
            key, prefix = step.pk, f"steps-{step.pk}"
            done = forms.BooleanField(
                label="Publier comme faite", initial=step.is_done, required=False
            )
            self.put("steps", f"{prefix}-done", done, key)
            on = forms.DateField(label="Faite le", initial=step.done_on, required=False)
            self.put("steps", f"{prefix}-on", on, key)
        self.files = list(files_of(self.report))
        for one in self.files:
            self.add_file(one)

    def add_value(self, value):
        key, prefix = value.pk, f"values-{value.pk}"
        if value.indicator.kind == IndicatorKind.QUALITATIVE:
            self.put("values", f"{prefix}-text", self.value_words(value), key)
        else:
            unit = value.indicator.unit
            label = f"Valeur publiée ({unit})" if unit else "Valeur publiée"
            self.put("values", f"{prefix}-typed", line_field(label, value.typed, 60), key)
        unavailable = forms.BooleanField(
            label="Non disponible", initial=value.is_unavailable, required=False
        )
        self.put("values", f"{prefix}-unavailable", unavailable, key)
        self.put("values", f"{prefix}-why", line_field("Pourquoi", value.why, 250), key)

    def value_words(self, value):
        return text_field("Valeur publiée, en mots", value.text, rows=2, required=False)

    def add_file(self, one):
        key, prefix = one.pk, f"files-{one.pk}"
        show = forms.BooleanField(label="Publier ce fichier", initial=True, required=False)
        self.put("files", f"{prefix}-show", show, key)
        label = "Légende" if one.kind == FileKind.PHOTO else "Titre du document"
        self.put("files", f"{prefix}-title", line_field(label, one.title, 200), key)
        if one.kind == FileKind.PHOTO:
            alt = line_field("Ce que montre l’image, en mots", one.alt, 250)
            self.put("files", f"{prefix}-alt", alt, key)
            self.put("files", f"{prefix}-credit", line_field("Crédit", one.credit, 150), key)

    # --- for the page -----------------------------------------------------------------------

    def fields_of(self, section, key=None):
        """Bound fields of `section`, of its line `key` when it has lines."""
        return [self[name] for name in self.groups.get((section, key), [])]

    def comment_of(self, section):
        return self[f"comment-{section}"]

    # --- judged -----------------------------------------------------------------------------

    def clean(self):
        given = super().clean()
        if self.report.nothing_new:
            return given
        state = given.get("avancement")
        if state in NEEDS_REASON and not given.get("avancement_reason"):
            label = Avancement(state).label
            self.add_error("avancement_reason", f"Dites pourquoi l’action est « {label} ».")
        try:
            read_people(given.get("people_reached", ""))
        except ValueError:
            words = "Écrivez le nombre de personnes touchées en chiffres, par exemple 45."
            self.add_error("people_reached", words)
        for value in self.values:
            self.clean_value(value, given)
        for step in self.steps:
            self.clean_step(step, given)
        for one in self.files:
            if given.get(f"files-{one.pk}-show"):
                self.clean_file(one, given)
        return given

    def clean_value(self, value, given):
        prefix, label = f"values-{value.pk}", value.indicator.label
        typed, words = given.get(f"{prefix}-typed"), given.get(f"{prefix}-text")
        if given.get(f"{prefix}-unavailable"):
            if not given.get(f"{prefix}-why"):
                words = f"Dites pourquoi « {label} » n’est pas disponible."
                self.add_error(f"{prefix}-why", words)
        elif value.indicator.kind == IndicatorKind.QUALITATIVE:
            if not words:
                words = f"Décrivez « {label} » en mots, ou cochez « non disponible »."
                self.add_error(f"{prefix}-text", words)
        elif not typed:
            words = f"Donnez un chiffre pour « {label} », ou cochez « non disponible »."
            self.add_error(f"{prefix}-typed", words)
        else:
            try:
                read_figure(typed)
            except ValueError:
                words = f"Écrivez « {label} » en chiffres, par exemple 1 234,5."
                self.add_error(f"{prefix}-typed", words)

    def clean_step(self, step, given):
        name = f"steps-{step.pk}-on"
        if not given.get(f"steps-{step.pk}-done") or name in self.errors:
            return
        on, title = given.get(name), step.milestone.title
        if on is None:
            self.add_error(name, f"Dites quand l’étape « {title} » a été faite.")
        elif on > self.on:
            self.add_error(name, f"L’étape « {title} » ne peut pas être faite dans le futur.")

    def clean_file(self, one, given):
        prefix = f"files-{one.pk}"
        if one.kind == FileKind.DOCUMENT:
            if not given.get(f"{prefix}-title"):
                self.add_error(f"{prefix}-title", "Donnez un titre au document.")
            return
        if not given.get(f"{prefix}-alt"):
            self.add_error(f"{prefix}-alt", "Dites en mots ce que montre la photo.")
        if not given.get(f"{prefix}-credit"):
            self.add_error(f"{prefix}-credit", "Dites à qui est la photo.")
        agreed = one.people == People.AGREED and one.consent_on and one.consent_on <= self.on
        if not (agreed or (one.people == People.NOBODY and one.consent_on is None)):
            self.add_error(
                f"{prefix}-show",
                "L’accord des personnes de cette photo n’est pas dit, ou pas daté : décochez-la, "
                "ou demandez-le au partenaire.",
            )

    # --- given to the workflow --------------------------------------------------------------

    def wording(self):
        """The Wording of a valid form."""
        if self.report.nothing_new:
            return Wording(NOTHING_NEW)
        given = self.cleaned_data
        return Wording(
            title=given["title"],
            done=given["done"],
            next_steps=given["next_steps"],
            avancement=given["avancement"],
            avancement_reason=given["avancement_reason"],
            people_reached=read_people(given["people_reached"]),
            values={value.pk: self.value_given(value) for value in self.values},
            steps={
                step.pk: given[f"steps-{step.pk}-on"]
                for step in self.steps
                if given[f"steps-{step.pk}-done"]
            },
            files={
                one.pk: FileWording(
                    given[f"files-{one.pk}-title"],
                    given.get(f"files-{one.pk}-alt", ""),
                    given.get(f"files-{one.pk}-credit", ""),
                )
                for one in self.files
                if given[f"files-{one.pk}-show"]
            },
        )

    def value_given(self, value):
        given, prefix = self.cleaned_data, f"values-{value.pk}"
        return (
            given.get(f"{prefix}-typed", ""),
            given.get(f"{prefix}-text", ""),
            given[f"{prefix}-unavailable"],
            given[f"{prefix}-why"],
        )

    def comments(self):
        """(general comment, dict section → words) as typed, whatever the rest is worth."""
        by_section = {name: self.data.get(f"comment-{name}", "").strip() for name in SECTIONS}
        found = {name: words for name, words in by_section.items() if words}
        return self.data.get("comment", "").strip(), found

    def until(self):
        """The bound field of the date when what is sent back may come back, None without one."""
        return self["until"] if "until" in self.fields else None

    def keep_errors_of_sending_back(self):
        """Forget what is wrong elsewhere: only the comments are sent back, until a date."""
        for name in [name for name in self.errors if not name.startswith(("comment", "until"))]:
            del self.errors[name]

    def keep_errors_of_publishing(self):
        """Forget what is wrong in the date: what is published does not come back."""
        self.errors.pop("until", None)
