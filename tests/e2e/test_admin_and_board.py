"""Two browsers on one action, one in the administration, one on the board: nothing is lost."""

HERE = "/suivi/actions/modifier/?q=permanences+itinerantes"


def open_sheet(window):
    """Open the sheet of the action that `HERE` selects."""
    window.goto("/suivi/actions/?q=permanences+itinerantes")
    window.locator("table.work tbody th a").first.click()
    window.wait_for_url("**/change/**")


def preview(window, pilot):
    """Ask on the board that the action be led by `pilot`, up to the preview."""
    window.goto(HERE)
    window.get_by_label("Pilote", exact=True).select_option(label=pilot)
    window.get_by_role("button", name="Voir ce qui va changer").click()


def press(window, name):
    """The answer of the server to the button `name`."""
    with window.expect_navigation() as sent:
        window.get_by_role("button", name=name).first.click()
    return sent.value


def test_saved_in_the_administration_while_the_board_shows_its_preview(new_window):
    board, admin = new_window(staff=True), new_window(staff=True)
    preview(board, "Mission locale")
    open_sheet(admin)
    admin.locator("#id_summary").fill("Écrit pendant ce temps dans la fiche.")
    press(admin, "Enregistrer")

    answer = press(board, "Appliquer ces changements")

    assert answer.status == 409
    assert "Modifiée par quelqu’un d’autre" in board.locator("#erreurs").inner_text()
    assert "Mission locale" in board.locator("table.preview").inner_text()  # still asked
    press(board, "Appliquer ces changements")
    open_sheet(admin)
    assert admin.locator("#id_summary").input_value() == "Écrit pendant ce temps dans la fiche."
    assert "Mission locale" in admin.locator("#id_lead option:checked").inner_text()


def test_changed_on_the_board_while_the_sheet_is_open(new_window):
    board, admin = new_window(staff=True), new_window(staff=True)
    open_sheet(admin)
    admin.locator("#id_summary").fill("Écrit avant que le tableau de bord ne change le pilote.")
    preview(board, "Centre social (exemple)")
    press(board, "Appliquer ces changements")

    answer = press(admin, "Enregistrer")

    assert answer.status == 409
    said = admin.locator("main, #content").first.inner_text()
    assert "Centre social (exemple)" in said
    assert admin.locator("textarea").first.input_value().startswith("Écrit avant")
    press(admin, "Enregistrer ces choix")
    open_sheet(admin)
    assert admin.locator("#id_summary").input_value().startswith("Écrit avant")
    assert "Centre social" in admin.locator("#id_lead option:checked").inner_text()
