"""A page as a screen reader would say it, from the browser's own accessibility tree.

One line for each thing that is heard, in the order of the tree: « lien : Nous contacter », « titre
1 : Message reçu ». What is not in that tree is heard by nobody.
"""

from itertools import pairwise

from tests.e2e.checks import NAMED
from tests.e2e.server import ROOT

FOLDER = ROOT / "var" / "test" / "spoken"
WORDS = {
    "link": "lien", "button": "bouton", "DisclosureTriangle": "dépliant", "textbox": "champ",
    "searchbox": "recherche", "spinbutton": "nombre", "checkbox": "case", "radio": "choix",
    "combobox": "liste", "ComboBoxSelect": "liste", "Date": "date", "InputTime": "heure",
    "image": "image", "heading": "titre",
}  # fmt: skip
PLACES = {
    "navigation": "menu", "banner": "en-tête", "main": "contenu", "contentinfo": "pied de page",
    "complementary": "encart", "region": "partie", "form": "formulaire", "search": "recherche",
    "list": "liste", "table": "tableau", "group": "groupe", "alert": "alerte", "status": "état",
    "radiogroup": "groupe", "figure": "figure", "blockquote": "citation",
}  # fmt: skip
TEXT = {"StaticText", "LineBreak"}
GROUPS = {"row", "paragraph", "listitem", "cell", "gridcell", "columnheader", "rowheader"}


class Node:
    """One element of the tree, with its children already read."""

    def __init__(self, raw, children):
        self.role = raw["role"]["value"]
        self.ignored = raw["ignored"]
        self.name = " ".join(str(raw.get("name", {}).get("value", "")).split())
        self.description = " ".join(str(raw.get("description", {}).get("value", "")).split())
        self.value = str(raw.get("value", {}).get("value", ""))
        self.states = {one["name"]: one["value"].get("value") for one in raw.get("properties", [])}
        self.children = children

    def state_words(self):
        """What is said after the name: value, states, description."""
        found, states = [], self.states
        if self.role in ("checkbox", "radio"):
            found.append("coché" if states.get("checked") == "true" else "non coché")
        elif self.value:
            found.append(f"contient « {' '.join(self.value.split())} »")
        if self.role != "combobox" and states.get("expanded") is not None:
            found.append("déplié" if states["expanded"] else "replié")
        for name, words in (
            ("required", "obligatoire"), ("disabled", "indisponible"), ("pressed", "enfoncé"),
        ):  # fmt: skip
            if states.get(name) in (True, "true"):
                found.append(words)
        if states.get("invalid") not in (None, "false"):
            found.append("à corriger")
        if self.description and self.description != self.name:
            found.append(self.description)
        return found

    def said(self):
        """The line of something that has one of its own."""
        word = WORDS[self.role]
        if self.role == "heading":
            word = f"titre {self.states.get('level', '')}"
            word += ", lien" * any(one.role == "link" for one in self.everything())
        return ", ".join([f"{word} : {self.name}", *self.state_words()])

    def text(self):
        """All that is in it, on one line."""
        if self.role in TEXT:
            return self.name
        if self.role in WORDS:
            return f"[{self.said()}]"
        return " ".join(filter(None, (child.text() for child in self.children)))

    def lines(self):
        """Yield each line of what it says."""
        if self.role in WORDS:
            yield self.said()
            return
        if self.role in TEXT:
            if self.name:
                yield self.name
            return
        holds_places = any(one.is_place() for child in self.children for one in child.everything())
        if self.role in GROUPS and not holds_places:
            if words := self.text():
                yield words
            return
        if self.role in ("alert", "status") and not self.text():
            return  # nothing is said yet
        if self.is_place():
            count = sum(child.role == "listitem" for child in self.children)
            size = f", {count} éléments" if self.role == "list" and count > 1 else ""
            states = ", ".join(self.state_words())
            yield f"{PLACES[self.role]}{size} : {self.name}".removesuffix(" : ") + (
                f", {states}" if states else ""
            )
        for child in self.children:
            yield from child.lines()

    def is_place(self):
        """True for what is announced on entering it; a group only when it has a name."""
        named_only = ("group", "figure", "form")
        return self.role in PLACES and (bool(self.name) or self.role not in named_only)

    def everything(self):
        yield self
        for child in self.children:
            yield from child.everything()


def tree_of(window):
    """The Node of the whole page, those that nobody hears replaced by their children."""
    session = window.context.new_cdp_session(window)
    raw = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_key = {node["nodeId"]: node for node in raw}

    def read(key):
        node = by_key[key]
        if node["role"]["value"] in ("InlineTextBox", "ListMarker"):
            return []
        children = [one for child in node.get("childIds", []) for one in read(child)]
        if node["ignored"] or node["role"]["value"] in ("none", "generic"):
            return children
        return [Node(node, children)]

    (root,) = read(raw[0]["nodeId"])
    return root


class Listener:
    """Somebody who hears `window` and does not see it; each page heard is kept in one file."""

    def __init__(self, window, journey):
        self.window = window
        FOLDER.mkdir(parents=True, exist_ok=True)
        self.path = FOLDER / f"{journey}.txt"
        self.path.write_text("")

    def hear(self, step):
        """The lines of the page as it stands, which every page must make sense of."""
        root = tree_of(self.window)
        lines = [f"page : {root.name}"]
        for child in root.children:
            lines += child.lines()
        focus = self.focused(root)
        with self.path.open("a") as file:
            file.write("\n".join([f"=== {step}", *lines, f"--- focus : {focus}", "", ""]))
        nodes = list(root.everything())
        nameless = [node.role for node in nodes if node.role in NAMED and not node.name]
        assert nameless == [], f"{step}: {nameless}"
        levels = [node.states["level"] for node in nodes if node.role == "heading"]
        assert levels.count(1) == 1, f"{step}: {levels}"
        jumps = [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]
        assert jumps == [], f"{step}: {levels}"
        return lines

    def focused(self, root=None):
        """The line of what has the focus, "" when nothing has."""
        for node in (root or tree_of(self.window)).everything():
            if node.states.get("focused") and node.role != "RootWebArea":
                return next(node.lines(), node.role)
        return ""


def in_order(lines, *wanted):
    """Raise AssertionError unless a line begins with each of `wanted`, one after the other."""
    rest = iter(line.replace("\u00a0", " ").replace("\u202f", " ") for line in lines)
    for words in wanted:
        found = any(line.startswith(words) for line in rest)
        assert found, f"« {words} » is not heard, or not there:\n" + "\n".join(lines)
