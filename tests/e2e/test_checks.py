"""The checks of every page see the faults they are for."""

from tests.e2e.browser import WIDE
from tests.e2e.checks import (
    list_faults,
    live_faults,
    name_faults,
    opener_faults,
    reflow_faults,
)

BAD = """<!DOCTYPE html><html lang="fr"><head><title>Essai</title><style>
@media (max-width: 700px) { .gone { display: none } }
.tight { height: 1.1rem; line-height: 1; overflow: hidden }
</style></head><body><main>
<a href="#a"><img src="data:," alt=""></a><input type="date">
<p><a href="#one">Modifier</a> <a href="#two">Modifier</a></p>
<ul><li>Un <a href="#one">Voir</a></li><li>Deux <a href="#two">Voir</a></li></ul>
<p class="gone">Un texte que l’on perd</p><p class="tight">Une ligne serrée</p>
<details><summary>Filtrer</summary><a href="#in" tabindex="0">Dedans</a></details>
<details><summary>Autre</summary><button>Bouton</button></details>
<script>document.querySelectorAll("summary")[1].addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
})</script>
</main></body></html>"""


def test_faults_of_names_openers_and_narrow_windows_are_seen(new_window):
    window = new_window(viewport=WIDE)
    window.set_content(BAD)

    names, openers, narrow = name_faults(window), opener_faults(window), reflow_faults(window)

    assert names == [
        "a link has no name in the accessibility tree",
        "a Date has no name in the accessibility tree",
        "« Modifier » does two things in one place",
    ]
    assert openers == ["after « Autre », Tab leaves"]
    assert [fault for fault in narrow if "que l’on perd" in fault] == [
        f"at {width}, « Un texte que l’on perd » is not shown any more"
        for width in ("640 px", "320 px", "390 px with text at 200 %")
    ]
    assert "« Une ligne serrée » is cut when letters are spaced" in narrow


LISTS = """<!DOCTYPE html><html lang="fr"><head><title>Essai</title></head><body><main>
<label>Tri <select><option>Un</option><option>Deux</option></select></label>
<ul role="listbox" id="choix"><li role="option">Un</li></ul>
<button aria-haspopup="menu" type="button" id="plus">Plus</button>
</main></body></html>"""

LIVE = """<!DOCTYPE html><html lang="fr"><head><title>Essai</title></head><body><main>
<label>Nom <input id="nom"></label><p id="compte"></p><p id="dit" role="status"></p>
<button type="button" id="ajout">Ajouter</button><div id="lignes"></div>
<script>
document.getElementById("nom").addEventListener("input", () => {
    document.getElementById("compte").textContent = "Cinq signes";
    document.getElementById("dit").textContent = "Enregistré";
});
document.getElementById("ajout").addEventListener("click", () => {
    const field = document.createElement("p");
    field.innerHTML = "Nouvelle ligne <input aria-label='Ligne'>";
    document.getElementById("lignes").append(field);
    field.querySelector("input").focus();
});
</script></main></body></html>"""


def test_widgets_that_promise_arrow_keys_are_seen(new_window):
    window = new_window(viewport=WIDE)
    window.set_content(LISTS)

    assert list_faults(window) == [
        "<ul choix> claims to be a listbox",
        "<li > claims to be a option",
        "<button plus> opens a menu",
    ]


def test_text_that_nobody_hears_is_seen(new_window):
    window = new_window(viewport=WIDE)
    window.set_content(LIVE)

    assert live_faults(window) == ["« Cinq signes » comes outside a live region"]
