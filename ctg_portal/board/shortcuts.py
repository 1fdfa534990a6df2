"""The commonest acts of the week, a click away from the board."""

from django.urls import reverse

from partners.permissions import allows, may_edit, may_read


def may_add(permission):
    """A predicate on a user: they hold the permission "app.add_model"."""
    return lambda user: allows(user, permission)


# Words, name of the address, its arguments, its query, who may; `{convention}` is that of the team.
SHORTCUTS = [
    ("Valeurs de toutes les actions", "values", (), {}, may_edit),
    ("Ajouter une organisation", "admin:partners_organisation_add", (), {},
     may_add("partners.add_organisation")),
    ("Ajouter une réunion et son compte rendu", "admin:conventions_meeting_add", (), {},
     may_add("conventions.add_meeting")),
    ("Actions sans nouvelles", "staff-actions", (), {"nouvelles": "sans"}, may_read),
    ("Tableau pour le comité (XLSX)", "plan-committee", ("xlsx",), {}, may_read),
    ("Mots cherchés sans réponse", "searched-words", (), {}, may_read),
]  # fmt: skip


def shortcuts_of(user, convention):
    """(words, address) of what `user` may do, in the `convention` of the team (None: no plan)."""
    if convention is None:
        return []
    return [
        (words, reverse(name, args=args, query=query | {"convention": convention.slug}))
        for words, name, args, query, may in SHORTCUTS
        if may(user)
    ]
