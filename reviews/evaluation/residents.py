"""What residents said of a convention: counted in words, never averaged; and what is quoted."""

from dataclasses import dataclass

from records.french import figure
from reviews.documents.blocks import HeadingBlock
from reviews.documents.outline_parts import bullets, paragraph
from reviews.documents.rich_text import plain
from voices.models import Felt
from voices.shown import FEWEST, heard

TITLE = "Ce qu’en disent les habitants"
QUESTION = "Dans votre vie, cela a-t-il changé quelque chose ?"
HOW_HEARD = (
    "Des habitants ont répondu à un formulaire public. L’équipe a lu leurs avis avant de les "
    "compter, et a choisi les phrases citées. Ces nombres ne sont pas un sondage."
)
FEW = f"Moins de {FEWEST} avis : ils ne sont pas détaillés."


@dataclass(frozen=True)
class ResidentsSaid:
    """Those on one enjeu or on the whole, its `title`; how many gave each answer of `Felt`, in
    their order, or nothing while they are few; and what is quoted."""

    title: str
    answers: tuple[int, ...] = ()
    quotes: tuple[str, ...] = ()

    @property
    def said(self):
        """« 12 avis. Oui, beaucoup : 5. Oui, un peu : 4. Non, rien : 2. Je ne sais pas : 1. »"""
        if not self.answers:
            return FEW
        each = zip(Felt.labels, self.answers, strict=True)
        told = " ".join(f"{label} : {figure(count)}." for label, count in each)
        return f"{figure(sum(self.answers))} avis. {told}"

    @property
    def quoted(self):
        return [f"« {words} »" for words in self.quotes]


def residents_on(convention, parts):
    """The ResidentsSaid on the whole of `convention`, then on each of its `parts` (EnjeuGoals)
    that has some: one query."""
    found = heard(convention)
    titles = {None: "Sur l’ensemble", **{one.pk: one.title for one in parts}}
    return tuple(
        ResidentsSaid(title, found[key].answers or (), found[key].quotes)
        for key, title in titles.items()
        if key in found
    )


def residents_outline(opinions):
    """The blocks that say the `opinions` in a file, none without any."""
    if not opinions:
        return []
    found = [HeadingBlock(2, TITLE), paragraph(QUESTION)]
    for one in opinions:
        found += [HeadingBlock(3, plain(one.title)), paragraph(one.said)]
        if one.quotes:
            found.append(bullets(plain(" ".join(words.split())) for words in one.quoted))
    return [*found, paragraph(HOW_HEARD)]


def residents_lines(opinions):
    """The same on one slide, a line each, without what is quoted."""
    return [plain(f"{one.title} : {one.said}") for one in opinions]
