"""What files say, as people and their tools read them."""

import io
import re
import shutil
import subprocess

import pikepdf
import pypdf
import pytest
from docx import Document
from pptx import Presentation

from reviews.documents import keeping
from reviews.documents.blocks import HeadingBlock, TableBlock


def solid(text):
    """`text` without spaces: each form breaks lines where it wants."""
    return re.sub(r"\s+", "", text)


def text_in(content, form):
    """All the words of a file, without spaces."""
    if form == "pdf":
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return solid("".join(page.extract_text() for page in pages))
    if form == "docx":
        document = Document(io.BytesIO(content))
        words = [one.text for one in document.element.body.iter() if one.tag.endswith("}t")]
        return solid("".join(filter(None, words)))
    slides = Presentation(io.BytesIO(content)).slides
    parts = [one for slide in slides for one in slide._element.iter() if one.tag.endswith("}t")]
    return solid("".join(filter(None, (one.text for one in parts))))


def elements(node):
    """Every structure element below `node`."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def bookmarks(outline_items):
    for item in outline_items:
        yield item.title
        yield from bookmarks(item.children)


def check_pdf(content, blocks, title):
    """Fail unless the PDF `content` is what PDF/UA asks, as far as a machine without Java sees."""
    with pikepdf.open(io.BytesIO(content)) as file:
        assert str(file.Root.Lang) == "fr-FR"
        assert bool(file.Root.MarkInfo.Marked)
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        with file.open_metadata() as facts:
            assert facts["dc:title"] == title
            assert facts["pdfuaid:part"] == "1"
        found = list(elements(file.Root.StructTreeRoot))
        kinds = [str(one.S) for one in found]
        figures = [one for one in found if str(one.S) == "/Figure"]
        assert all(str(one.get("/Alt", "")) for one in figures)
        headings = [block for block in blocks if isinstance(block, HeadingBlock)]
        assert sum(re.fullmatch(r"/H[1-6]", kind) is not None for kind in kinds) == len(headings)
        assert kinds.count("/Table") == sum(isinstance(block, TableBlock) for block in blocks)
        assert kinds.count("/TH") > 0
        with file.open_outline() as tree:
            assert len(list(bookmarks(tree.root))) == len(headings)
    return figures


def valid_for_verapdf(content, folder):
    """True when veraPDF finds the PDF `content` to be PDF/UA-1; skips the test where it is not."""
    if not shutil.which("verapdf"):
        pytest.skip("veraPDF is not installed")
    path = folder / "document.pdf"
    path.write_bytes(content)
    asked = ["verapdf", "--flavour", "ua1", "--format", "text", str(path)]
    return subprocess.run(asked, capture_output=True, text=True).stdout.startswith("PASS")


def forget_files():
    """Files are made again from now on: what a process kept says nothing of today's rows."""
    keeping._made.clear()
