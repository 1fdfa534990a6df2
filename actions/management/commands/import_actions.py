"""`manage.py import_actions FILE`: shows what a table would change in the plan, then applies it."""

import getpass
import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from actions.importing.applying import apply_plan
from actions.importing.batch import plan_of, preview, receive, table_of
from actions.importing.column_mapping import propose_mappings, remembered_columns
from actions.importing.columns import BY_KEY
from actions.importing.import_plan import LINE, NUMBER, accepted, merged
from actions.importing.lookups import Reference
from actions.importing.name_matching import CREATE, IGNORE, word_key
from actions.importing.places import line_id
from actions.importing.reading.headings import with_communes
from actions.management.import_telling import printable, told_plan, told_sheets
from actions.models import Avancement, WordKind
from conventions.models import Convention
from partners.models import User
from partners.permissions import may_edit
from records.changes.plan import ChangeRefused
from records.history.recording import ON_SERVER
from tables.errors import TableRefused


def account():
    """Whose session of the server runs this, behind sudo too."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):  # a container where the number has no name
        return str(os.getuid())


def pair(text, option):
    left, equals, right = text.rpartition("=")
    if not (equals and left.strip() and right.strip()):
        raise CommandError(f"{option} : écrivez « gauche=droite », par exemple {EXAMPLES[option]}.")
    return left.strip(), right.strip()


EXAMPLES = {
    "--map": "--map title=D",
    "--etat": '--etat "Terminé=Réalisée"',
    "--mot": '--mot "organisation:EPCI=CCTA"',
    "--numero": '--numero "Plan!12=1.2.3"',
}
PAIRS = {
    "--map": (
        "COLONNE=LETTRE",
        "colonne du plan et lettre dans le fichier, par exemple title=D, ou title=Plan!D pour une "
        "seule feuille ; "
        f"colonnes : {', '.join(BY_KEY)} ; « - » pour l’ignorer",
    ),
    "--etat": ("MOT=AVANCEMENT", 'par exemple "Terminé=Réalisée"'),
    "--mot": (
        "SORTE:MOT=NOM",
        'par exemple "organisation:EPCI=CCTA" ; « + » pour créer, « - » pour ignorer ; '
        f"sortes : {', '.join(WordKind.values[1:])}",
    ),
    "--numero": (
        "LIGNE=CODE",
        'le code de l’action qu’une ligne ajoute, par exemple "Plan!12=1.2.3", ou "12=1.2.3" quand '
        "une seule feuille est lue",
    ),
}


class Command(BaseCommand):
    help = (
        "Montre ce qu’un tableau (XLSX, ODS, CSV) changerait dans le plan, et l’applique avec "
        "--apply. Sans --apply, rien n’est écrit. Sort en erreur quand le fichier a des erreurs."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FICHIER")
        parser.add_argument("--apply", action="store_true", help="applique après l’aperçu")
        parser.add_argument("--convention", metavar="SLUG", help="par défaut, celle en cours")
        parser.add_argument(
            *("--feuille", "--sheet"),
            action="append",
            default=[],
            dest="feuilles",
            metavar="NOM",
            help="feuille qui fait le plan, une ou plusieurs fois ; par défaut, toutes celles qui "
            "ressemblent à un plan",
        )
        parser.add_argument(
            "--ignorer",
            action="append",
            default=[],
            metavar="LIGNE",
            help='ligne qui n’est pas une action, par exemple 24 ou "Plan!24"',
        )
        for option, (metavar, words) in PAIRS.items():
            parser.add_argument(option, action="append", default=[], metavar=metavar, help=words)
        parser.add_argument(
            "--accepter-mots", action="store_true", help="accepte les sens proposés pour les mots"
        )
        parser.add_argument(
            "--accepter-creations",
            action="store_true",
            help="accepte de créer les enjeux, objectifs, organisations et publics proposés",
        )
        parser.add_argument(
            "--par",
            metavar="COURRIEL",
            help="personne de l’équipe que l’historique nommera ; sans elle, le compte du serveur",
        )
        parser.add_argument(
            "--raison", default="", help="pourquoi, quand des actions publiées changent"
        )

    def handle(self, *args, file, **options):
        convention = self.convention(options["convention"])
        if not file.is_file():
            raise CommandError(f"Fichier introuvable : {file}")
        try:
            self.run(file, convention, options)
        except (ChangeRefused, TableRefused) as refusal:
            raise CommandError(str(refusal)) from None

    def convention(self, slug):
        if slug and not (found := Convention.objects.filter(slug=slug).first()):
            raise CommandError(f"Aucune convention « {slug} ».")
        if not slug and not (found := Convention.objects.current()):
            raise CommandError("Aucune convention en cours : choisissez avec --convention.")
        return found

    def run(self, file, convention, options):
        """Preview inside a transaction, undone unless everything is applied."""
        batch, applied, by = None, False, self.person(options["par"])
        try:
            with transaction.atomic():
                with file.open("rb") as content:
                    batch = receive(content, file.name, convention, by=by)
                workbook = table_of(batch)
                if options["feuilles"]:
                    self.choose_sheets(batch, workbook, options["feuilles"])
                self.map(batch, workbook, options["map"])
                batch.decisions = merged(
                    self.decisions(convention, options), self.about_lines(batch, options)
                )
                plan = plan_of(batch, workbook)
                suggested = accepted(
                    plan,
                    creations=options["accepter_creations"],
                    words=options["accepter_mots"],
                )
                batch.decisions = merged(batch.decisions, suggested)
                plan = preview(batch, workbook)
                self.say(told_sheets(batch, workbook))
                self.say(told_plan(plan))
                if plan.faults:
                    raise CommandError(
                        f"Erreurs à corriger : {len(plan.faults)}. Rien n’a été appliqué."
                    )
                if options["apply"] and not plan.changes_nothing:
                    reason = self.reason(plan, by, options["raison"].strip())
                    apply_plan(batch, by=by, reason=reason, workbook=workbook)
                    applied = True
                else:
                    transaction.set_rollback(True)
        finally:
            if batch and not applied:
                batch.file.storage.delete(batch.file.name)
        if applied:
            self.stdout.write("Appliqué.")
        elif options["apply"]:
            self.stdout.write("Aucun changement : rien à appliquer.")
        else:
            self.stdout.write("Aperçu seulement : rien n’a été écrit (--apply pour appliquer).")

    # --- who -----------------------------------------------------------------------------------

    def person(self, email):
        if not email:
            return None
        user = User.objects.filter(email__iexact=email).first()
        if user is None or not may_edit(user):
            raise CommandError(
                f"--par {email} : personne de l’équipe, avec cette adresse, n’importe."
            )
        return user

    def reason(self, plan, by, given):
        """What history keeps: the reason `given`, and the account of the server if nobody else."""
        if by or (plan.needs_reason and not given):
            return given
        return ". ".join(filter(None, [given.rstrip("."), f"{ON_SERVER} {account()}."]))

    # --- options -------------------------------------------------------------------------------

    def choose_sheets(self, batch, workbook, names):
        sheets = [workbook.sheet(name) for name in names]
        territory = with_communes(batch.convention.territory)
        batch.sheets = [sheet.name for sheet in sheets]
        batch.mapping = propose_mappings(sheets, remembered_columns(), territory)

    def map(self, batch, workbook, pairs):
        """Follow --map in every sheet that is read, or in the one it names."""
        for text in pairs:
            key, target = pair(text, "--map")
            named, _, letter = target.rpartition("!")
            for sheet in map(workbook.sheet, [named] if named else batch.sheets):
                letters = {heading.letter: heading.column for heading in sheet.headings}
                if key not in BY_KEY or (letter.upper() not in letters and letter != IGNORE):
                    raise CommandError(
                        f"--map {text} : colonne inconnue. Du plan : {', '.join(BY_KEY)}. "
                        f"Du fichier : {', '.join(letters)}."
                    )
                column = letters.get(letter.upper())
                columns = batch.mapping.get(sheet.name, {})
                kept = {k: v for k, v in columns.items() if v != column and k != key}
                batch.mapping[sheet.name] = kept if column is None else {**kept, key: column}

    def about_lines(self, batch, options):
        """The lines to ignore and the codes chosen, as --ignorer and --numero say."""
        numbers = dict(pair(text, "--numero") for text in options["numero"])
        return {
            LINE: {self.line(batch, text, "--ignorer"): IGNORE for text in options["ignorer"]},
            NUMBER: {self.line(batch, text, "--numero"): code for text, code in numbers.items()},
        }

    def line(self, batch, text, option):
        """The name of the line that `text` says; its sheet goes without saying when it is alone."""
        sheet, mark, line = text.rpartition("!")
        if not mark and len(batch.sheets) == 1:
            sheet = batch.sheets[0]
        if not line.isdigit() or sheet not in batch.sheets:
            raise CommandError(
                f"{option} {text} : ligne inconnue. Écrivez son numéro après sa feuille, par "
                f"exemple « {line_id(batch.sheets[0], 12)} »."
            )
        return line_id(sheet, int(line))

    def decisions(self, convention, options):
        """Kind → word → target, as --etat and --mot say."""
        reference, found = Reference(convention), {}
        for text in options["etat"]:
            word, label = pair(text, "--etat")
            states = reference.names[WordKind.STATE].find(label)
            if not states:
                raise CommandError(
                    f"--etat {text} : avancement inconnu. Choix : {', '.join(Avancement.labels)}."
                )
            found.setdefault(WordKind.STATE.value, {})[word_key(word)] = states[0]
        for text in options["mot"]:
            left, name = pair(text, "--mot")
            kind, _, word = left.partition(":")
            if kind not in reference.labels or not word:
                raise CommandError(f"--mot {text} : sorte de mot inconnue.")
            found.setdefault(kind, {})[word_key(word)] = self.target(reference, kind, name)
        return found

    def target(self, reference, kind, name):
        if name in (CREATE, IGNORE):
            return name
        if kind == WordKind.DATE and reference.is_target(kind, name):  # 2024-06-01/2024-06-30
            return name
        targets = reference.names[kind].find(name)
        if len(targets) != 1:
            raise CommandError(f"--mot : « {name} » ne désigne pas un élément connu ({kind}).")
        return targets[0]

    # --- preview -------------------------------------------------------------------------------

    def say(self, lines):
        for mark, text in lines:
            self.stdout.write(mark + printable(text))
