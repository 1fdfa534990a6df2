"""From a coordinator's file to the plan and back, in a real browser."""

import io
import threading

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Windows
from tests.e2e.guide import send
from tests.e2e.server import ROOT, portal_with_demo, sign_in, staff_cookie

SAMPLES = ROOT / "tests" / "samples"
REAL = SAMPLES / "tableau-de-suivi-reel.xlsx"
LARGE = 1500


@pytest.fixture
def first_day(tmp_path):
    """A portal as a territory finds it: the shipped texts, no action."""
    with portal_with_demo(tmp_path / "run", demo=False) as portal:
        yield portal


@pytest.fixture
def desk(first_day, browser, request):
    """A window of the member of staff; its pages may do nothing wrong."""
    windows = Windows(browser, first_day, request)
    window = windows()
    sign_in(window, first_day)
    yield window
    window.context.close()
    assert windows.faults() == []


def lead(window):
    return window.locator("main .lead").inner_text().replace("\u00a0", " ")


def answer_the_questions(window):
    """Agree to every creation proposed and to the nearest rows."""
    while window.get_by_role("heading", name="sur le fichier, environ").count():
        before = window.get_by_role("heading", name="sur le fichier, environ").inner_text()
        for box in window.locator(".import-words input[type=checkbox]").all():
            box.check()
        window.get_by_role("button", name="Enregistrer ces réponses").click()
        heading = window.get_by_role("heading", name="sur le fichier, environ")
        if heading.count() and heading.inner_text() == before:
            break


def test_real_table_is_mapped_applied_seen_sent_again_and_undone(desk):
    send(desk, REAL)
    assert lead(desk).startswith("17 actions ajoutées, 0 modifiée, 0 inchangée.")
    assert desk.get_by_role("button", name="Appliquer l’import").count() == 0
    answer_the_questions(desk)
    desk.get_by_role("button", name="Appliquer l’import").click()
    assert "Cet import est appliqué" in lead(desk)
    applied = desk.url

    desk.get_by_role("link", name="Voir les actions").click()
    rows = desk.locator("table.work tbody tr")
    rows.first.wait_for()
    assert rows.count() == 17
    assert "Observer l'offre" in desk.locator("main").inner_text()

    send(desk, REAL)
    assert lead(desk).endswith("Déjà dans le plan, à l’identique : 17 actions.")
    assert desk.get_by_role("button", name="Appliquer l’import").count() == 0

    desk.goto(applied)
    desk.get_by_role("button", name="Annuler cet import").click()
    assert "Cet import est annulé" in lead(desk)
    desk.goto("/suivi/actions/")
    assert desk.locator("table.work tbody tr").count() == 0
    assert "Aucune action" in desk.locator("main").inner_text()


def test_an_answer_is_kept_as_soon_as_it_is_chosen(desk):
    send(desk, SAMPLES / "plan-7-erreurs.csv")
    choice = desk.get_by_label("« Presque fini »")
    choice.select_option(label="En cours")
    expect(desk.get_by_text("Réponse gardée.")).to_be_visible()

    desk.reload()

    assert (
        desk.get_by_label("« Presque fini »").evaluate(
            "list => list.selectedOptions[0].textContent"
        )
        == "En cours"
    )


def test_every_other_sample_does_what_it_says(desk):
    dialogs = []
    desk.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    send(desk, SAMPLES / "plan-7-erreurs.csv")
    answer_the_questions(desk)
    assert desk.locator("#fautes li").count() == 7
    assert desk.get_by_role("button", name="Appliquer l’import").count() == 0
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Téléchargez le classeur annoté").click()
    assert download.value.suggested_filename == "plan-7-erreurs-annote.csv"
    assert "Erreurs" in download.value.path().read_text(encoding="utf-8-sig").splitlines()[0]

    send(desk, SAMPLES / "plan-injection.csv")
    answer_the_questions(desk)
    desk.locator("#ajouts details").evaluate_all("all => all.forEach(one => one.open = true)")
    words = desk.locator("#ajouts").inner_text()
    assert "<script>alert(1)</script>" in words
    assert '=HYPERLINK("http://example.org","x")' in words
    assert dialogs == []

    for name in ("plan-bon.csv", "plan-bon-excel-fr.csv"):
        send(desk, SAMPLES / name)
        answer_the_questions(desk)
        if name == "plan-bon.csv":
            desk.get_by_role("button", name="Appliquer l’import").click()
            assert "Cet import est appliqué" in lead(desk)
        else:
            assert lead(desk).startswith("Aucun changement.")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.4", "plan.xlsx", "ne correspond pas"),
        (b"", "plan.csv", "est vide"),
        (b"x" * (11 * 1024 * 1024), "plan.csv", "dépasse 10\u00a0Mo"),
        (b"code,titre", "plan.xlsm", "macros"),
    ],
    ids=["renamed", "empty", "heavy", "macros"],
)
def test_refused_file_is_explained_where_the_eye_goes(new_window, content, name, words, tmp_path):
    window = new_window(staff=True)
    (tmp_path / name).write_bytes(content)
    send(window, tmp_path / name)

    box = window.locator("#erreurs")
    assert words in box.inner_text()
    expect(box).to_be_focused()
    assert window.title().startswith("Erreur\u00a0: ")
    box.get_by_role("link").click()
    assert window.evaluate("() => document.activeElement.type") == "file"


def large_table():
    book = openpyxl.Workbook()
    book.active.append(["Code", "Enjeu", "Intitulé", "Pilote", "Communes", "Fin prévue", "État"])
    for n in range(LARGE):
        lead_name = f"Association {n % 40}"
        book.active.append(
            [f"9.{n}", "1. Accès", f"Action {n}", lead_name, "toutes", "31/12/2030", "En cours"]
        )
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_large_preview_takes_seconds_and_holds_nobody_up(desk, first_day, tmp_path):
    table = tmp_path / "grand.xlsx"
    table.write_bytes(large_table())
    send(desk, table)
    address = desk.url.removeprefix(first_day.url)
    cookie = staff_cookie(first_day)
    statuses, others = [], 0

    def preview():
        answer = first_day.ask(address, Cookie=f"{cookie['name']}={cookie['value']}")
        statuses.append(answer.status)

    before = first_day.processor_seconds()
    other = threading.Thread(target=preview)
    other.start()
    while other.is_alive():
        assert first_day.ask("/sante/").status == 200
        others += 1
    other.join()

    assert statuses == [200]
    assert first_day.processor_seconds() - before < 10
    assert others > 2, "nobody was answered while the preview was made"
    assert len(desk.content()) < 400_000


def test_five_clicks_at_once_apply_once(desk, first_day):
    send(desk, SAMPLES / "plan-bon.csv")
    answer_the_questions(desk)
    address = desk.url.removeprefix(first_day.url)
    form = {
        name: desk.locator(f".import-apply [name={name}]").input_value()
        for name in ("csrfmiddlewaretoken", "digest")
    }
    jar = "; ".join(f"{c['name']}={c['value']}" for c in desk.context.cookies())
    answers = []

    def click():
        answers.append(first_day.ask(f"{address}appliquer/", "POST", form, Cookie=jar))

    clicks = [threading.Thread(target=click) for _ in range(5)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()

    assert [(a.status, a.headers["location"]) for a in answers] == [(302, address)] * 5
    desk.goto("/suivi/actions/")
    assert desk.locator("table.work tbody tr").count() == 17
    desk.goto(address)
    assert "Cet import est appliqué" in lead(desk)
