"""The checks of every page see the faults they are for."""

from tests.e2e.browser import WIDE
from tests.e2e.checks import name_faults, opener_faults, reflow_faults

BAD = """<!DOCTYPE html><html lang="fr"><head><title>Essai</title><style>
@media (max-width: 700px) { .gone { display: none } }
</style></head><body><main>
<a href="#a"><img src="data:," alt=""></a><input type="date">
<p><a href="#one">Modifier</a> <a href="#two">Modifier</a></p>
<ul><li>Un <a href="#one">Voir</a></li><li>Deux <a href="#two">Voir</a></li></ul>
<p class="gone">Un texte que l’on perd</p>
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
        f"at {width} px, « Un texte que l’on perd » is not shown any more" for width in (640, 320)
    ]
