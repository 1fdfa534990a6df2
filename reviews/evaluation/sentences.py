"""The figures of an evaluation in words: what its pages, its files and its slides all say."""

from collections import Counter

from actions.models import Action
from actions.models.avancement import label_of
from actions.progress import OUTCOME_WORDS, counted_words
from records.french import figure
from reviews.documents.outline_parts import UNKNOWN, counted, euros, step, value
from reviews.evaluation.residents import HOW_HEARD as HOW_HEARD

NO_ANSWER = "Personne n’a encore répondu à cette question."
NO_ANSWERS = "Personne n’a encore répondu à ces questions."
NO_APPRAISAL = "Personne n’a encore donné son appréciation."
NO_LESSONS = "Personne n’a encore dit ce que cette convention a appris."
NO_RECOMMENDATIONS = "Personne n’a encore fait de recommandation."
NOT_SAID = "pas encore décidée"
OUTCOMES = dict(Action._meta.get_field("outcome").choices)  # value → label
HOW_APPRAISED = (
    "Une appréciation n’est pas un calcul : des partenaires la donnent, et disent sur quoi elle "
    "repose. Les avis donnés sur une action sont comptés tels qu’ils sont, sans moyenne."
)
FOUR_QUESTIONS = (
    "Les quatre questions sont celles du cadre national des conventions territoriales globales."
)
BY_DOCUMENTS = (
    "Le plan de cette convention n’est pas sur le site : il n’y a pas de chiffres. Cette "
    "évaluation vient de ses documents et de ce qu’en disent ses partenaires."
)


def appraisal_words(goal):
    """The appraisal of a Goal in two or three words."""
    return goal.appraisal.label if goal.appraisal else "Pas encore d’appréciation"


def appraised(line):
    """« Atteint. Appréciation donnée par CAF du Tarn, le 3 février 2027. »"""
    return f"{line.label}. Appréciation donnée par {line.author}."


def result_words(one):
    """The cells of the row of a ResultLine."""
    unit = f" ({one.unit})" if one.unit else ""
    last = value_words(one.last) if one.last else "aucune valeur connue"
    start, goal = value_words(one.start), value_words(one.goal)
    return (f"{one.label}{unit}", start, last, goal, way_words(one))


def result_line(one):
    """« Places. Départ : 150 (2022). Dernière valeur : 158 (2025). But : 170 (2026). 40 % … »"""
    label, start, last, goal, way = result_words(one)
    found = [
        label.rstrip(". "),
        *([f"Départ : {start}"] if one.start else []),
        f"Dernière valeur : {last}" if one.last else last[0].upper() + last[1:],
        *([f"But : {goal}"] if one.goal else []),
        *([way[0].upper() + way[1:]] if one.way else []),
    ]
    return f"{'. '.join(found)}."


def way_words(one):
    """The way of a ResultLine in few words: its start and its goal stand beside it."""
    return one.way.removesuffix(" entre le départ et le but") or "–"


def state_words(line, *, over):
    """The state of an action, of which nobody may have told anything."""
    return label_of(line.end, over=over) if line.end else UNKNOWN


def outcome_words(line):
    return OUTCOMES[line.outcome] if line.outcome else NOT_SAID


def value_words(reading):
    """A value of an indicator and its year, or a dash."""
    if reading is None:
        return "–"
    year = f" ({reading.on.year})" if reading.on else ""
    return f"{value(reading)}{year}"


def in_short(evaluation):
    """« À la fin de 2026 : 17 actions. Avancement : 5 réalisées et 12 encore en cours. »"""
    total = len(evaluation.lines)
    name = evaluation.action_names if total > 1 else evaluation.action_name
    known = "Avancement : " if evaluation.end.total else ""
    said = f"{known}{evaluation.end_words}."
    return f"{evaluation.when} : {figure(total)} {name}. {said[0].upper()}{said[1:]}"


def whole_facts(evaluation):
    """The figures of the whole, a sentence each."""
    return facts_of(evaluation.goals, evaluation.lines, evaluation.money.total, evaluation.is_over)


def goal_facts(goal):
    """The figures of one Goal, a sentence each: its actions are told before."""
    return facts_of([goal], goal.lines, goal.money.total, goal.is_over)


def facts_of(goals, lines, total, over):
    kept = sum(goal.kept for goal in goals)
    late = sum(len(goal.late) for goal in goals)
    dropped = sum(len(goal.dropped) for goal in goals)
    news, people = sum(goal.news for goal in goals), sum(goal.people for goal in goals)
    more = " (sans compter les groupes de moins de 5)" if any(goal.small for goal in goals) else ""
    found = [outcomes(lines)] if over and lines else []
    if kept + late + dropped:
        found.append(
            f"{counted(kept, 'étape tenue', 'étapes tenues')}, "
            f"{counted(late, 'faite tard ou pas faite', 'faites tard ou pas faites')}, "
            f"{counted(dropped, 'abandonnée', 'abandonnées')}"
        )
    found.append(
        counted(news, "actualité publiée", "actualités publiées")
        if news
        else "Aucune actualité n’a été publiée"
    )
    if people:
        said = counted(people, "personne aidée ou accueillie", "personnes aidées ou accueillies")
        found.append(f"{said}, d’après les actualités{more}")
    else:
        found.append(
            f"Les actualités ne disent pas combien de personnes ont été aidées ou accueillies{more}"
        )
    found.append(money_words(total))
    return found


def outcomes(lines):
    """« Suites : 2 achevées, 1 à poursuivre et 1 pas encore décidée », as the site counts them."""
    counts = Counter(line.outcome for line in lines)
    if counts[""] == len(lines):
        return "Personne n’a encore dit ce que deviennent les actions"
    return f"Suites : {counted_words(counts, OUTCOME_WORDS)}"


def money_words(total):
    if total is None:
        return "Aucun montant n’est publié"
    planned = f", pour {euros(total.planned)} prévus" if total.planned is not None else ""
    if total.actual is None:
        return f"Aucune dépense n’est encore connue{planned}"
    return f"{euros(total.actual)} dépensés{planned}"


def step_words(line):
    """« Ouvrir le relais (Relais petite enfance), prévue le 3 mars 2024, non faite »."""
    title, action, planned, done = step(line)
    planned = f"prévue le {planned}" if line.planned_on else planned
    done = f"faite le {done}" if line.done_on else done
    return f"{title} ({action}), {planned}, {done}"
