"""What an evaluation says, in the order of its pages, as blocks for the PDF and the DOCX."""

from records.french import figure, full_date
from reviews.documents.blocks import NUMBER, STATE, TEXT, HeadingBlock, TableBlock
from reviews.documents.outline import bar
from reviews.documents.outline_parts import bullets, counted, money_table, paragraph
from reviews.documents.rich_text import blocks_of, plain
from reviews.evaluation import sentences as say
from reviews.evaluation.opinions import goal_opinions
from reviews.evaluation.residents import residents_outline

DEEPEST = 4  # the headings of a file


def outline(evaluation, version=""):
    """Every block of the FinalEvaluation; `version` says which edition, "" for a draft."""
    found = [
        HeadingBlock(1, plain(evaluation.title)),
        paragraph(
            f"{evaluation.convention} : ce qui était visé, ce qui est atteint, ce qui va durer.",
            "lead",
        ),
        *([paragraph(version, "small")] if version else []),
        *essential(evaluation),
        HeadingBlock(2, "Les quatre questions"),
        *answers(evaluation.answers, 3),
        *residents_outline(evaluation.residents),
        *(block for part in evaluation.enjeux for block in enjeu(evaluation, part)),
        *money(evaluation),
        HeadingBlock(2, "Ce que nous avons appris"),
        *(blocks_of(evaluation.lessons, 3) or [paragraph(say.NO_LESSONS)]),
        HeadingBlock(2, "Recommandations pour la suite"),
        *(blocks_of(evaluation.recommendations, 3) or [paragraph(say.NO_RECOMMENDATIONS)]),
    ]
    if evaluation.documents:
        found.append(HeadingBlock(2, "Les documents de la convention"))
        found.append(bullets(one.title for one in evaluation.documents))
    return [*found, *method(evaluation)]


def essential(evaluation):
    found = blocks_of(evaluation.introduction, 3)
    if evaluation.enjeux:
        found.append(paragraph(say.in_short(evaluation)))
        found.append(bullets(say.whole_facts(evaluation)))
        if evaluation.end.total:
            found.append(bar(evaluation.end))
        if evaluation.appraisable:
            found.append(attainments_table(evaluation))
    return [HeadingBlock(2, "L’essentiel"), *found] if found else []


def attainments_table(evaluation):
    return TableBlock(
        caption=plain(f"Appréciation des {evaluation.goal_names}"),
        head=("Appréciation", plain(evaluation.goal_names.capitalize())),
        rows=tuple((label, figure(count)) for label, count in evaluation.attainments),
        columns=(TEXT, NUMBER),
        widths=(3, 1),
    )


def answers(given, level):
    """Each question and its answer, or that nobody gave it."""
    found = []
    for _name, question, text in given.rows:
        found.append(HeadingBlock(level, question))
        found += blocks_of(text, min(level + 1, DEEPEST)) or [paragraph(say.NO_ANSWER)]
    return found


def enjeu(evaluation, part):
    title = f"{evaluation.enjeu_name.capitalize()} {part.code}. {part.title}"
    found = [HeadingBlock(2, plain(title), part.accent)]
    if table := goals_table(evaluation, part):
        found.append(table)
    found.append(HeadingBlock(3, "Les quatre questions"))
    found += answers(part.answers, 4) if part.answers.said else [paragraph(say.NO_ANSWERS)]
    return [*found, *(block for one in part.goals for block in goal(evaluation, one))]


def goals_table(evaluation, part):
    """What was appraised of each goal of an enjeu, None where there is none."""
    goals = [one for one in part.goals if one.code]
    if not goals:
        return None
    return TableBlock(
        caption="Jusqu’où chaque but est atteint",
        head=(evaluation.goal_name.capitalize(), "Appréciation"),
        rows=tuple((plain(f"{one.code} {one.title}"), say.appraisal_words(one)) for one in goals),
        columns=(TEXT, TEXT),
        widths=(3, 1),
    )


def goal(evaluation, one):
    found = [HeadingBlock(3, plain(f"{one.code} {one.title}"))]
    if one.appraisal:
        found.append(paragraph(say.appraised(one.appraisal)))
        found += blocks_of(one.appraisal.argument, 4)
    elif one.code:
        found.append(paragraph(say.NO_APPRAISAL))
    if said := goal_opinions(one):
        found.append(paragraph(said[0]))
        found += [bullets(said[1:])] if said[1:] else []
    if not one.lines:
        return [*found, paragraph("Aucune action n’y est publiée.")]
    said = counted(len(one.lines), "action", "actions")
    found.append(paragraph(f"{said} : {one.end_words}."))
    found.append(actions_table(evaluation, one))
    found.append(bullets(say.goal_facts(one)))
    for lines, title in (
        (one.late, "Étapes faites tard ou pas faites"),
        (one.dropped, "Étapes abandonnées"),
    ):
        if lines:
            found.append(HeadingBlock(4, title))
            found.append(bullets(say.step_words(line) for line in lines))
    if one.results:
        found.append(results_table(one.results))
    if one.money.by_funder:
        caption = "Par financeur sur toute la période, en euros"
        found.append(money_table(caption, "Financeur", one.money.by_funder, one.money.total))
    return found


def actions_table(evaluation, one):
    over = one.is_over
    head = (evaluation.action_name.capitalize(), "Avancement", "Suite donnée")
    rows = (
        (
            plain(f"{line.code} {line.title}"),
            say.state_words(line, over=over),
            say.outcome_words(line),
        )
        for line in one.lines
    )
    many = 3 if over else 2  # until the end, nobody says what becomes of an action
    return TableBlock(
        caption=f"Les actions, {evaluation.when[0].lower()}{evaluation.when[1:]}",
        head=head[:many],
        rows=tuple(row[:many] for row in rows),
        columns=(TEXT, STATE, TEXT)[:many],
        widths=(5, 2, 2)[:many],
    )


def results_table(results):
    return TableBlock(
        caption="Les indicateurs, du départ à la dernière valeur",
        head=("Indicateur", "Départ", "Dernière valeur", "But", "Chemin fait"),
        rows=tuple(tuple(map(plain, say.result_words(one))) for one in results),
        columns=(TEXT, TEXT, TEXT, TEXT, TEXT),
        widths=(5, 2, 3, 2, 3),
    )


def money(evaluation):
    if not evaluation.enjeux:
        return []
    found = [HeadingBlock(2, "L’argent")]
    if not evaluation.money.by_funder:
        return [*found, paragraph("Aucun montant n’est publié pour cette convention.")]
    whole = evaluation.money
    caption = "Par financeur sur toute la période, en euros"
    return [
        *found,
        money_table(caption, "Financeur", whole.by_funder, whole.total),
        money_table("Toute la convention, en euros", "Année", whole.by_year),
    ]


def method(evaluation):
    found = [HeadingBlock(2, "Comment cette évaluation est faite")]
    if evaluation.enjeux:
        found.append(
            paragraph(
                f"Les chiffres viennent de ce qui est publié sur le site, tel que le "
                f"{full_date(evaluation.prepared_on)} le montrait. Personne n’y est nommé. Quand "
                "rien n’a été déclaré, cette évaluation le dit."
            )
        )
        found.append(paragraph(say.HOW_APPRAISED))
    else:
        found.append(paragraph(say.BY_DOCUMENTS))
    return [*found, paragraph(say.FOUR_QUESTIONS)]
