"""What a list is called once it is filtered: « Actions en retard pour les familles à Lavaur »."""

from actions.progress import WORDS

AND = " et "


def for_whom(audience):
    """« pour les familles », or « pour le public « Éveil » » when nobody wrote how to say it."""
    return f"pour {audience.in_sentence or f'le public « {audience.name} »'}"


def list_title(form):
    """The title of what the bound ActionFilter `form` keeps; "" when nothing narrows it down."""
    asked = {name: form.cleaned_data.get(name) for name in form.fields if name != "tri"}
    if not any(asked.values()):
        return ""
    states = [WORDS[asked["etat"]][1]] if asked["etat"] else []
    if asked["delai"]:
        states.append(form.value_label("delai", asked["delai"]).lower())
    said = ["Actions", AND.join(states)]
    if asked["public"]:
        said.append(for_whom(form.audiences[asked["public"]]))
    if asked["commune"]:
        said.append(f"à {form.value_label('commune', asked['commune'])}")
    title = " ".join(filter(None, said))
    if asked["domaine"]:
        title += f", thème « {form.value_label('domaine', asked['domaine'])} »"
    if asked["enjeu"]:
        title += f", {form.enjeu_name} {asked['enjeu']}"
    if asked["pilote"]:
        title += f", pilote {form.value_label('pilote', asked['pilote'])}"
    return title + (f" : « {asked['q']} »" if asked["q"] else "")


def also_kept(form):
    """« pour les adultes et pour tout le territoire »: what `form` keeps beside what was named."""
    slug = form.cleaned_data.get("public")
    kept = []
    if slug:
        asked = form.audiences[slug]
        reached = form.reach[asked.pk] - {asked.pk}
        kept = [for_whom(row) for row in form.audiences.values() if row.pk in reached]
    if form.cleaned_data.get("commune"):
        kept.append("pour tout le territoire")
    return AND.join(filter(None, [", ".join(kept[:-1]), *kept[-1:]]))
