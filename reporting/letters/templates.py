"""The words of letters, and the « {names} » that staff may put in them.

Text in, text out: nothing here knows the database or the mail.
"""

import re

from reporting.models import TextKind

NAME = re.compile(r"\{([^{}\n]{1,40})\}")
UNNAMED = "Madame, Monsieur"
# In a stored text, what stands for a sentence that depends on the day the letter leaves.
EXPECTED = "[[attente]]"

# Names that a text may hold, and what each stands for.
NAMES = {
    "personne": "le nom de la personne, ou « Madame, Monsieur »",
    "campagne": "le titre de la campagne",
    "introduction": "l’introduction de la campagne",
    "actions": "la liste des actions concernées",
    "lien": "le lien personnel qui ouvre les réponses",
    "date_limite": "la date à laquelle les réponses sont attendues",
    "date_fermeture": "le dernier jour pour répondre",
    "attente": "pour quand la réponse est attendue ou, ce jour passé, jusqu’à quand répondre",
    "territoire": "le nom du territoire",
    "telephone": "le téléphone de la CTG",
    "joindre": "comment joindre l’équipe, par téléphone et par courriel",
    "reference": "la référence de la réponse",
    "commentaires": "ce que l’équipe demande de compléter",
    "page": "l’adresse de la page publique, ou la phrase qui dit qu’elle n’est pas encore publiée",
}
COMMON = {"personne", "campagne", "territoire", "telephone", "joindre", "lien"}
ASKING_NAMES = COMMON | {"introduction", "actions", "date_limite", "date_fermeture", "attente"}
ANSWERING_NAMES = COMMON | {"actions", "reference"}
ALLOWED = {
    TextKind.OPENING: ASKING_NAMES,
    TextKind.REMINDER: ASKING_NAMES,
    TextKind.LAST_REMINDER: ASKING_NAMES,
    TextKind.RECEIVED: ANSWERING_NAMES,
    TextKind.SENT_BACK: ANSWERING_NAMES | {"commentaires", "date_fermeture"},
    TextKind.PUBLISHED: ANSWERING_NAMES | {"page"},
}
# A letter that asks something without the way to answer would be useless.
NEEDED = {
    TextKind.OPENING: {"lien"},
    TextKind.REMINDER: {"lien"},
    TextKind.LAST_REMINDER: {"lien"},
    TextKind.SENT_BACK: {"lien", "commentaires"},
}

DEFAULTS = {
    TextKind.OPENING: (
        "{campagne} : où en sont vos actions ?",
        "Bonjour {personne},\n\n{introduction}\n\n"
        "Votre organisation pilote, dans la convention territoriale globale :\n\n{actions}\n\n"
        "Dites-nous où elles en sont. Deux minutes par action suffisent ; si rien n’a changé, un "
        "seul bouton le dit. Ce lien est le vôtre, il ouvre vos réponses sans mot de passe :\n\n"
        "{lien}\n\n{attente}\n\n"
        "Merci,\nl’équipe de la CTG, {territoire}",
    ),
    TextKind.REMINDER: (
        "Rappel : {campagne}",
        "Bonjour {personne},\n\nNous n’avons pas encore de nouvelles de :\n\n{actions}\n\n"
        "Si rien n’a changé, un seul bouton le dit :\n\n{lien}\n\n"
        "{attente} Une difficulté ? {joindre}\n\n"
        "Merci,\nl’équipe de la CTG, {territoire}",
    ),
    TextKind.LAST_REMINDER: (
        "Dernier rappel : {campagne}, jusqu’au {date_fermeture}",
        "Bonjour {personne},\n\nC’est le dernier rappel. Vous pouvez répondre jusqu’au "
        "{date_fermeture}. Sans réponse de votre part, la page publique de ces actions ne sera pas "
        "mise à jour :\n\n{actions}\n\n{lien}\n\nUne difficulté ? {joindre}\n\n"
        "Merci,\nl’équipe de la CTG, {territoire}",
    ),
    TextKind.RECEIVED: (
        "Nous avons bien reçu votre réponse {reference}",
        "Bonjour {personne},\n\nMerci. Voici ce que vous nous avez envoyé :\n\n{actions}\n\n"
        "L’équipe relit votre réponse, puis la publie. Vous recevrez un courriel quand ce sera "
        "fait, ou si quelque chose reste à compléter. Pour la relire :\n\n{lien}\n\n"
        "L’équipe de la CTG, {territoire}",
    ),
    TextKind.SENT_BACK: (
        "Votre réponse {reference} : quelque chose à compléter",
        "Bonjour {personne},\n\nMerci pour votre réponse sur :\n\n{actions}\n\n"
        "Avant de la publier, nous avons besoin de vous :\n\n{commentaires}\n\n"
        "Votre texte est enregistré. Complétez-le jusqu’au {date_fermeture} :\n\n{lien}\n\n"
        "L’équipe de la CTG, {territoire}",
    ),
    TextKind.PUBLISHED: (
        "Votre réponse est publiée",
        "Bonjour {personne},\n\nNous avons publié ce que vous nous avez dit sur :\n\n{actions}"
        "\n\n{page}\n\nUne erreur ? {joindre}\n\nMerci,\n"
        "l’équipe de la CTG, {territoire}",
    ),
}
OPINION_DEFAULTS = {
    TextKind.OPENING: (
        "{campagne}",
        "Bonjour {personne},\n\n{introduction}\n\n"
        "La convention territoriale globale est évaluée, et votre avis compte. Votre organisation "
        "a piloté :\n\n{actions}\n\n"
        "Pour chaque action, dites jusqu’où son but est atteint, ce qui a marché ou manqué, et ce "
        "qu’il faut garder ou changer. Deux minutes par action suffisent. Les avis sont comptés "
        "tels qu’ils sont : ils peuvent être différents. Ce lien est le vôtre, il ouvre vos "
        "réponses sans mot de passe :\n\n"
        "{lien}\n\n{attente}\n\n"
        "Merci,\nl’équipe de la CTG, {territoire}",
    ),
    TextKind.REMINDER: (
        "Rappel : {campagne}",
        "Bonjour {personne},\n\nNous n’avons pas encore votre avis sur :\n\n{actions}\n\n"
        "Deux minutes par action suffisent :\n\n{lien}\n\n"
        "{attente} Une difficulté ? {joindre}\n\n"
        "Merci,\nl’équipe de la CTG, {territoire}",
    ),
    TextKind.LAST_REMINDER: (
        "Dernier rappel : {campagne}, jusqu’au {date_fermeture}",
        "Bonjour {personne},\n\nC’est le dernier rappel. Vous pouvez répondre jusqu’au "
        "{date_fermeture}. Sans réponse de votre part, l’évaluation ne pourra pas compter votre "
        "avis sur :\n\n{actions}\n\n{lien}\n\nUne difficulté ? {joindre}\n\n"
        "Merci,\nl’équipe de la CTG, {territoire}",
    ),
    TextKind.RECEIVED: (
        "Nous avons bien reçu votre avis {reference}",
        "Bonjour {personne},\n\nMerci. Voici ce que vous nous avez envoyé :\n\n{actions}\n\n"
        "L’équipe relit votre avis, puis le compte dans l’évaluation. Vous recevrez un courriel "
        "quand ce sera fait, ou si quelque chose reste à compléter. Pour le relire :\n\n{lien}\n\n"
        "L’équipe de la CTG, {territoire}",
    ),
    TextKind.SENT_BACK: (
        "Votre avis {reference} : quelque chose à compléter",
        "Bonjour {personne},\n\nMerci pour votre avis sur :\n\n{actions}\n\n"
        "Avant de le compter, nous avons besoin de vous :\n\n{commentaires}\n\n"
        "Votre texte est enregistré. Complétez-le jusqu’au {date_fermeture} :\n\n{lien}\n\n"
        "L’équipe de la CTG, {territoire}",
    ),
    TextKind.PUBLISHED: (
        "Votre avis est pris en compte",
        "Bonjour {personne},\n\nVotre avis sera compté dans l’évaluation de la convention :"
        "\n\n{actions}\n\nL’équipe peut citer vos phrases, avec le nom de votre organisation. "
        "Votre nom n’y sera pas.\n\nUne erreur ? {joindre}\n\nMerci,\n"
        "l’équipe de la CTG, {territoire}",
    ),
}


def defaults_of(campaign):
    """Dict TextKind → (subject, body) that the portal proposes for `campaign`, by what it asks."""
    return OPINION_DEFAULTS if campaign.is_evaluation else DEFAULTS


def faults(kind, subject, body):
    """Sentences that say what is wrong in the words of the letter `kind`; [] when nothing is."""
    return faults_of(subject, body, ALLOWED[kind], NEEDED.get(kind, set()))


def faults_of(subject, body, allowed, needed=frozenset()):
    """The same for the sets of names that a letter may hold, and that its body must."""
    in_body = set(NAME.findall(body))
    unknown = sorted((set(NAME.findall(subject)) | in_body) - allowed)
    found = [
        f"« {{{name}}} » n’existe pas dans ce courriel : retirez-le ou corrigez-le."
        for name in unknown
    ]
    if "attente" in NAME.findall(subject):  # it is known as the letter leaves, its subject before
        found.append("« {attente} » va dans le texte : retirez-le de l’objet.")
    found += [f"Il manque « {{{name}}} » : {NAMES[name]}." for name in sorted(needed - in_body)]
    return found


def explained(allowed):
    """(« {name} », what it stands for) of the set of names `allowed`, in a steady order."""
    return [(f"{{{name}}}", words) for name, words in NAMES.items() if name in allowed]


def fill(text, values):
    """`text` with each « {name} » replaced from the dict `values`; blank lines never pile up."""
    if values.get("personne") == UNNAMED:
        text = text.replace("Bonjour {personne}", UNNAMED)
    filled = NAME.sub(lambda found: str(values.get(found[1], found[0])), text)
    return re.sub(r"\n{3,}", "\n\n", filled).strip()


def hello(name):
    """« Bonjour Inès Exemple, », or « Madame, Monsieur, » for whoever left no name."""
    return fill("Bonjour {personne},", {"personne": name or UNNAMED})


def on_one_line(text):
    """A subject: no line end may reach a header."""
    return " ".join(text.split())[:250]
