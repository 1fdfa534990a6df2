"""A photograph from the camera to the page of its action, and off it, in a real browser."""

from io import BytesIO

import pytest
from PIL import Image

PLACE = 0x8825  # the EXIF table that says where a photograph was taken
LATITUDE = 2


@pytest.fixture
def photograph():
    """A JPEG as a telephone writes it: wide, lying on its side, with its place."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter
    exif.get_ifd(PLACE)[LATITUDE] = (43.0, 42.0, 0.0)
    file = BytesIO()
    Image.effect_noise((1800, 1200), 40).convert("RGB").save(file, "JPEG", exif=exif)
    assert Image.open(BytesIO(file.getvalue())).getexif().get_ifd(PLACE)
    return {"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def add_picture(window, photograph):
    """Send the photograph for the second action of the list, published."""
    window.goto("/admin/actions/action/?q=illectronisme")
    link = window.locator("#result_list tbody th a").first.get_attribute("href")
    window.goto(f"/admin/actions/picture/add/?action={link.split('/action/')[1].split('/')[0]}")
    window.set_input_files("#id_file", photograph)
    window.locator("#id_alt").fill("Un brouillard gris, pour essayer.")
    window.locator("#id_credit").fill("Essai")
    window.locator("[name=people][value=personne]").check()
    window.locator("#id_is_published").check()
    with window.expect_navigation():
        window.locator("[name=_continue]").click()
    assert "errornote" not in window.content()


def test_a_photograph_is_sent_seen_and_withdrawn(new_window, photograph):
    staff, resident = new_window(staff=True), new_window()
    add_picture(staff, photograph)
    sheet = staff.url
    resident.goto("/actions/2/")
    image = resident.get_by_role("img", name="Un brouillard gris, pour essayer.")
    image.scroll_into_view_if_needed()
    resident.wait_for_function(
        "() => [...document.querySelectorAll('main img')].every(i => i.complete && i.naturalWidth)"
    )
    address = image.evaluate("image => image.currentSrc")
    served = resident.request.get(address)
    shown = Image.open(BytesIO(served.body()))
    assert not shown.getexif()
    assert shown.height > shown.width  # stood up
    assert served.headers["x-content-type-options"] == "nosniff"

    staff.goto(sheet)
    staff.get_by_role("link", name="Retirer cette photo").click()
    staff.get_by_label("Pourquoi").fill("Une personne le demande.")
    with staff.expect_navigation():
        staff.locator("main button[type=submit], main input[type=submit]").first.click()

    assert resident.request.get(address).status == 410
    resident.reload()
    assert resident.get_by_role("img", name="Un brouillard gris").count() == 0
