"""The faults that may be put into a Python file: one small change each, as new text of the file."""

import ast
import hashlib
import warnings
from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatch

OPPOSITES = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
LOOKUPS = {"lt": "lte", "lte": "lt", "gt": "gte", "gte": "gt"}
CONDITIONS = ("filter", "exclude", "Q")  # their keywords narrow what is found
NOT_RUN = {"annotation", "returns", "decorator_list", "bases"}
UNSEEN = ("logger.", "super().__init__", "warnings.")


@dataclass(frozen=True)
class Fault:
    """`where` is the dotted name of what holds it; `source` and `changed` the text of its file."""

    path: str
    where: str
    line: int
    before: str
    after: str
    source: str
    changed: str

    def __str__(self):
        return f"{self.path}:{self.line} {self.where} : {self.before} → {self.after}"

    @property
    def key(self):
        return self.where, self.before, self.after

    @property
    def rank(self):
        """Its place in the draw: moved to another file or line, it keeps it."""
        return hashlib.sha256("\n".join(self.key).encode()).hexdigest()


def changes(node, where):
    """(nodes, text): what may replace the text from the first of the `nodes` to the last."""
    match node:
        case ast.Compare(ops=ops):
            for rank, op in enumerate(ops):
                others = [*ops[:rank], OPPOSITES[type(op)](), *ops[rank + 1 :]]
                yield [node], f"({ast.unparse(ast.Compare(node.left, others, node.comparators))})"
        case ast.BoolOp(op=op, values=values):
            yield [node], f"({ast.unparse(ast.BoolOp(OPPOSITES[type(op)](), values))})"
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr() as op) if "Q(" in ast.unparse(node):
            other = ast.BinOp(node.left, OPPOSITES[type(op)](), node.right)
            yield [node], f"({ast.unparse(other)})"
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            yield [node], f"({ast.unparse(node.operand)})"
        case ast.Constant(value=bool() as value):
            yield [node], repr(not value)
        case ast.Constant(value=int() as value):
            yield [node], repr(value + 1)
        case ast.If(body=[*_, ast.Raise() | ast.Return() | ast.Continue()], orelse=[]):
            yield [node], "pass"
        case ast.Expr(value=ast.Call()) if not ast.unparse(node).startswith(UNSEEN):
            yield [node], "pass"
        case ast.Call(func=called, keywords=keywords):
            name = ast.unparse(called).rpartition(".")[2]
            for keyword in keywords if name in CONDITIONS else ():
                yield [keyword], "**{}"
                field, _, lookup = (keyword.arg or "").rpartition("__")
                if lookup in LOOKUPS:
                    text = f"{field}__{LOOKUPS[lookup]}={ast.unparse(keyword.value)}"
                    yield [keyword], text
        case ast.Assign(targets=[ast.Name()]) if where.isupper() or where.endswith("constraints"):
            for shown in ast.walk(node.value):  # one element less
                if isinstance(shown, ast.List | ast.Tuple | ast.Set):
                    yield from (([element], "*()") for element in shown.elts)
                if isinstance(shown, ast.Dict):
                    pairs = zip(shown.keys, shown.values, strict=True)
                    yield from (([key, value], "**{}") for key, value in pairs if key)


def walk(node, where=""):
    """(where, node) of every node that runs, `where` being the dotted name of what holds it."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        where = f"{where}.{node.name}".lstrip(".")
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
        where = f"{where}.{name}".lstrip(".") if name.isupper() or name == "constraints" else where
    yield where, node
    runs = [value for field, value in ast.iter_fields(node) if field not in NOT_RUN]
    for value in runs:
        for child in value if isinstance(value, list) else [value]:
            # The places that Python 3.11 gives inside an f-string are wrong.
            if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr):
                yield from walk(child, where)


def faults_of(path, source):
    """Every Fault of one file that leaves it a Python file, in the order of the text."""
    raw = source.encode()
    starts = [0]
    for line in raw.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for where, node in walk(ast.parse(source)):
        for nodes, text in changes(node, where) if where else ():
            first, last = nodes[0], nodes[-1]
            begin = starts[first.lineno - 1] + first.col_offset
            end = starts[last.end_lineno - 1] + last.end_col_offset
            changed = (raw[:begin] + text.encode() + raw[end:]).decode()
            before = " ".join(raw[begin:end].decode().split())
            try:
                with warnings.catch_warnings(action="ignore"):
                    compile(changed, path, "exec")
            except SyntaxError:
                continue
            yield Fault(path, where, first.lineno, before, text, source, changed)


def draw(files, names=()):
    """The faults of `files` (dict path → text) in the order of the draw, one of each place first.

    `names` are patterns of places (« Action.Meta.* »), all of them without.
    """
    found = sorted(
        (
            fault
            for path, source in files.items()
            for fault in faults_of(path, source)
            if not names or any(fnmatch(fault.where, name) for name in names)
        ),
        key=lambda fault: fault.rank,
    )
    seen, ranked = Counter(), []
    for fault in found:
        seen[fault.where] += 1
        ranked.append((seen[fault.where], fault.rank, fault))
    return [fault for _, _, fault in sorted(ranked, key=lambda one: one[:2])]
