"""Where a template stands, and how wide its lines are."""

import re

from tests.repository import ORDER, ROOT, project_files

FOLDER = ROOT / "templates"
MAX_WIDTH = 120
# Django's own back-office, our form pack of crispy-forms, and the letters, which are no pages.
OTHER_FOLDERS = {"admin", "ctg", "emails"}
TEMPLATES = sorted(path for path in project_files(FOLDER) if path.suffix == ".html")


def wide_lines(source):
    """« number: width » of each line of `source` that is too long to be read in one look."""
    widths = {rank: len(line) for rank, line in enumerate(source.splitlines(), start=1)}
    return [f"{rank}: {width}" for rank, width in widths.items() if width > MAX_WIDTH]


def test_lines_are_short_enough():
    wide = {str(path.relative_to(FOLDER)): wide_lines(path.read_text()) for path in TEMPLATES}
    assert {name: lines for name, lines in wide.items() if lines} == {}


def test_wide_line_is_found():
    assert wide_lines(f"<p>\n{'é' * 120}\n{'é' * 121}\n</p>") == ["3: 121"]


def broken_tags(source):
    """Tags that begin on one line and end on another: Django shows them as they are."""
    return re.findall(r"\{(?:\{(?:(?!\}\})[^\n])*|%(?:(?!%\})[^\n])*)\n", source)


def test_no_tag_goes_over_two_lines():
    broken = {str(path.relative_to(FOLDER)): broken_tags(path.read_text()) for path in TEMPLATES}
    assert {name: tags for name, tags in broken.items() if tags} == {}


def test_broken_tag_is_found():
    source = "{{ one\n}}{% if two\n %}{{ three }}{% four %}\n{# a note\n{{ five }}\n"
    assert broken_tags(source) == ["{{ one\n", "{% if two\n"]


def homeless_folders(folder, root=ROOT):
    """Folders of `folder` that bear the name of no room, nor of a part of theirs."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_dir()]
    names = [path.relative_to(folder) for path in found]
    rooms = [name for name in names if name.parts[0] not in OTHER_FOLDERS]
    return [
        str(name)
        for name in rooms
        if name.parts[0] not in ORDER or not (root / name / "__init__.py").is_file()
    ]


def test_every_folder_is_a_room_or_a_part_of_one():
    assert homeless_folders(FOLDER) == []


def test_folder_without_a_room_is_found(tmp_path):
    for name in ("actions", "actions/importing", "admin/conventions/page", "pages", "tables/odd"):
        (tmp_path / name).mkdir(parents=True)

    assert homeless_folders(tmp_path) == ["pages", "tables/odd"]
