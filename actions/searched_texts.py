"""What each text of a searched document weighs, and what it is called; those of an action.

A new text of an action is found once it has its line in `action_texts`.
"""

from search.index import Text

TITLE, SENTENCE, WHO, ABOUT, BODY, DETAIL = 10.0, 5.0, 3.5, 2.5, 2.0, 1.5
FAINT = 0.3
EVERYWHERE = "Dans ces communes"
FORMER_NAMES = "Autres noms"
SAID_ELSEWHERE = ("Dans", "Thème", "Avancement", "Organisation", EVERYWHERE, FORMER_NAMES)


def texts(*rows):
    """Text rows of (weight, label, words), the empty ones left out."""
    return tuple(
        Text(weight, label, words, shown=weight != TITLE and label not in SAID_ELSEWHERE)
        for weight, label, words in rows
        if words
    )


def same_code(code):
    """`code` as people type it, whatever stands between its numbers."""
    return code.lower().replace("-", ".")


def called(organisation):
    """The name of `organisation`, and its short one: people search one or the other."""
    short = organisation.short_name
    return f"{organisation} ({short})" if short else str(organisation)


def former_names(action):
    """Names of what was merged with the organisations of `action`: found, and never shown."""
    held = [action.lead, *(row.organisation for row in action.action_partners.all())]
    return ", ".join(row.name for one in held if one for row in one.merged.all())


def action_texts(action, told, covered):
    """Public texts of a fetched `action`, its news `told`, the communes `covered` by its plan."""

    def names(rows):
        return ", ".join(str(row) for row in rows.all())

    helpers = (
        f"{called(row.organisation)}, {row.get_role_display().lower()}"
        for row in action.action_partners.all()
    )
    measured = (f"{row.label}. {row.comment}" for row in action.indicators.all())
    levels = filter(None, (action.objective, action.enjeu))
    return texts(
        (TITLE, "", action.names),
        (SENTENCE, "", action.summary),
        (ABOUT, "En profiter", action.practical_words),
        (WHO, "Pour qui", names(action.audiences)),
        (WHO, "Où", "tout le territoire" if action.whole_territory else names(action.communes)),
        (FAINT, EVERYWHERE, covered if action.whole_territory else ""),
        (WHO, "Pilote", called(action.lead) if action.lead else ""),
        (DETAIL, "Avec", ". ".join(helpers)),
        (DETAIL, FORMER_NAMES, former_names(action)),
        (ABOUT, "Thème", names(action.domains)),
        (ABOUT, "Dans", " – ".join(str(level) for level in levels)),
        (BODY, "", action.description),
        (BODY, "", action.context),
        (BODY, "Étapes", ". ".join(row.title for row in action.milestones.all())),
        (DETAIL, "", action.expected_results),
        (DETAIL, "", action.perspectives),
        (DETAIL, "Moyens", action.human_means),
        (DETAIL, "Avancement", action.get_avancement_display()),
        (DETAIL, "", action.avancement_reason),
        (DETAIL, "Mesuré par", ". ".join(measured)),
        (DETAIL, "Actualité", "\n".join(f"{u.title}\n{u.body}\n{u.next_steps}" for u in told)),
    )
