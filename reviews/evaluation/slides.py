"""An evaluation for the steering committee (PPTX): one idea a slide, the questions first."""

from records.french import full_date
from reviews.documents.colours import ACCENTS
from reviews.documents.deck import Deck, lines_on, table_on
from reviews.documents.outline_parts import money_table
from reviews.documents.slides import MANY_ENJEUX, texts_in
from reviews.evaluation import sentences as say
from reviews.evaluation.opinions import goal_opinions
from reviews.evaluation.outline import attainments_table, goals_table, results_table
from reviews.evaluation.residents import TITLE, residents_lines


def pptx_of(evaluation, *, version="", **facts):
    """Bytes of the PPTX that shows the FinalEvaluation; `facts` are those of a Deck."""
    deck = Deck(**facts)
    slide = deck.slide(f"{evaluation.title} – {evaluation.convention}")
    opened = [evaluation.territory, "Ce qui était visé, ce qui est atteint, ce qui va durer"]
    lines_on(slide, [*opened, *([version] if version else [])], size=24, top=6)
    if said := texts_in(evaluation.introduction):
        lines_on(deck.slide("L’évaluation en quelques phrases"), said)
    if evaluation.enjeux:
        slide = deck.slide(say.in_short(evaluation))
        lines_on(slide, say.whole_facts(evaluation), size=24)
    for _name, question, answer in evaluation.answers.rows:
        lines_on(deck.slide(question), texts_in(answer) or [say.NO_ANSWER], size=24)
    if evaluation.residents:
        lines_on(deck.slide(TITLE), residents_lines(evaluation.residents))
    if evaluation.appraisable:
        slide = deck.slide(f"Appréciation des {evaluation.goal_names}")
        table_on(slide, attainments_table(evaluation))
    for part in evaluation.enjeux:
        enjeu(deck, evaluation, part)
    if evaluation.money.by_funder:
        caption = "Par financeur sur toute la période, en euros"
        whole = evaluation.money
        table = money_table(caption, "Financeur", whole.by_funder, whole.total)
        table_on(deck.slide("L’argent de la convention"), table)
    for title, text, nothing in (
        ("Ce que nous avons appris", evaluation.lessons, say.NO_LESSONS),
        ("Recommandations pour la suite", evaluation.recommendations, say.NO_RECOMMENDATIONS),
    ):
        lines_on(deck.slide(title), texts_in(text) or [nothing], size=24)
    how = [
        f"Les chiffres viennent de ce qui était publié le {full_date(evaluation.prepared_on)}",
        say.HOW_APPRAISED,
    ]
    lines = how if evaluation.enjeux else [say.BY_DOCUMENTS]
    complete = "L’évaluation complète se lit sur le site, et se télécharge en PDF et en DOCX"
    lines_on(deck.slide("Comment cette évaluation est faite"), [*lines, complete])
    return deck.content()


def enjeu(deck, evaluation, part):
    """What was appraised of its goals; then its figures, where enjeux are few."""
    accent = ACCENTS[(part.accent - 1) % len(ACCENTS)]
    title = f"{evaluation.enjeu_name.capitalize()} {part.code}. {part.title}"
    slide = deck.slide(title, accent)
    table = goals_table(evaluation, part)
    if table:
        table_on(slide, table)
    else:
        lines = [text for *_, answer in part.answers.rows for text in texts_in(answer)]
        lines_on(slide, lines or [say.NO_ANSWERS])
    said = [
        f"{goal.code} {goal.title}. {words}" for goal in part.goals for words in goal_opinions(goal)
    ]
    if said and len(evaluation.enjeux) <= MANY_ENJEUX:
        lines_on(deck.slide(f"Avis des partenaires : {part.code}. {part.title}", accent), said)
    results = [one for goal in part.goals for one in goal.results]
    if results and len(evaluation.enjeux) <= MANY_ENJEUX:
        title = f"Les chiffres : {part.code}. {part.title}"
        table_on(deck.slide(title, accent), results_table(results))
