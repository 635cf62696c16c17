"""The shape of the code: who may import whom, what happens in one place only, how long things get.

The tables come first. Each rule takes a module and yields its faults; what follows the rules shows
that each of them can fail."""

import ast
import sys
from collections.abc import Callable, Iterator
from statistics import mean, median, quantiles

import pytest

from tests.source import PACKAGE, ROOT, Function, Module, imports, is_ours, modules

FLASK = {"flask", "werkzeug", "jinja2", "markupsafe"}
EXTENSIONS = {"flask_babel", "babel", "flask_migrate", "flask_sqlalchemy"}
PAGES = FLASK | EXTENSIONS | {"marshmallow"}
ANY = {"*"}

# layer: (layers of ours that it may import beside itself, packages of others that it may import).
LAYERS: dict[str, tuple[set[str], set[str]]] = {
    "openbadges": (set(), {"cryptography", "jwt", "marshmallow"}),
    "settings": (set(), set()),
    "paths": (set(), set()),
    "urls": (set(), set()),
    "clock": (set(), set()),
    "errors": (set(), FLASK | {"sqlalchemy"}),
    "models": ({"openbadges"}, {"sqlalchemy"}),
    "extensions": (
        {"models", "settings", "urls"},
        FLASK | EXTENSIONS | {"limits", "sqlalchemy"},
    ),
    "frameworks": ({"models", "artwork"}, {"sqlalchemy"}),
    "storage": ({"openbadges"}, {"cryptography", "PIL", "urllib3"}),
    "printing": ({"openbadges"}, {"PIL", "qrcode", "weasyprint"}),
    "artwork": ({"openbadges"}, {"PIL", "resvg_py"}),
    "security": (
        {"models", "extensions", "urls", "clock"},
        FLASK | {"webauthn", "pyotp", "argon2", "sqlalchemy"},
    ),
    "services": (
        {"openbadges", "models", "storage", "urls"},
        {"sqlalchemy", "cryptography"},  # the type of the key that is handed on
    ),
}
LAYERS["language"] = ({"extensions", "models", "paths"}, FLASK | EXTENSIONS)
LAYERS["reporting"] = (set(LAYERS), FLASK)
BELOW_THE_EDGE = set(LAYERS)
LAYERS |= dict.fromkeys(("hosted", "web", "api"), (BELOW_THE_EDGE, PAGES))
LAYERS["api"] = (BELOW_THE_EDGE, PAGES | {"apispec"})
LAYERS |= {"__init__": (ANY, PAGES), "__main__": (ANY, set())}
LAYERS |= {top: (ANY, PAGES | {"sqlalchemy", "alembic"}) for top in ("cli", "demo")}
LAYERS["cli"][1].update({"click", "gunicorn", "rich"})

# The core gets other machines' words, files, chance and the time as arguments.
IMPURE = {"asyncio", "http", "socket", "subprocess", "urllib.request"}
IMPURE |= {"os", "pathlib", "sqlite3", "tempfile"}
IMPURE |= {"random", "secrets", "time"}

COMMITTING_LAYERS = {"web", "api", "cli", "demo"}
CLOCK = "badges.clock"
CLOCK_READINGS = {"now", "utcnow", "today"}
VAGUE_NAMES = {"utils", "util", "helpers", "managers", "misc", "common"}

MEAN_BODY, MOST_BODIES, LONGEST_BODY = 12, 30, 50
MEDIAN_FILE, LONGEST_FILE = 150, 400
LONGEST_CLASS = 200
MEDIAN_TEMPLATE, LONGEST_TEMPLATE = 60, 150


def layer_of(imported: str) -> str:
    """The layer of an imported name; what is no layer is a name in the package itself."""
    layer = Module(imported, "").layer
    return layer if layer in LAYERS else "__init__"


def fault(module: Module, node: ast.AST, sentence: str) -> str:
    return f"{module.name}:{getattr(node, 'lineno', 0)} {sentence}"


# ---- the rules


def every_layer_has_its_row(module: Module) -> Iterator[str]:
    if module.layer not in LAYERS:
        yield f"{module.name}: the table has no row for the layer {module.layer}"


def ours_are_imported_downwards(module: Module) -> Iterator[str]:
    allowed = LAYERS[module.layer][0] | {module.layer}
    if allowed & ANY:
        return
    for node, imported in module.imports:
        if is_ours(imported) and layer_of(imported) not in allowed:
            yield fault(module, node, f"{module.layer} imports {layer_of(imported)}")


def others_are_imported_where_they_belong(module: Module) -> Iterator[str]:
    allowed = LAYERS[module.layer][1]
    for node, imported in module.imports:
        package = imported.partition(".")[0]
        if not is_ours(imported) and package not in allowed | sys.stdlib_module_names:
            yield fault(module, node, f"{module.layer} imports {package}")


def the_core_is_pure(module: Module) -> Iterator[str]:
    if module.layer != "openbadges":
        return
    for node, imported in module.imports:
        if {imported, imported.partition(".")[0]} & IMPURE:
            yield fault(module, node, f"the core imports {imported}")
    for node, name in module.calls:
        if name in {"open", "uuid.uuid1", "uuid.uuid4", "uuid1", "uuid4"}:
            yield fault(module, node, f"the core calls {name}")


def only_the_edge_commits(module: Module) -> Iterator[str]:
    for node, name in module.calls:
        if name.endswith(".commit") and module.layer not in COMMITTING_LAYERS:
            yield fault(module, node, f"{name}() outside {sorted(COMMITTING_LAYERS)}")


def one_module_asks_for_the_time(module: Module) -> Iterator[str]:
    if module.name == CLOCK:
        return
    for node, name in module.calls:
        owner, _, reading = name.rpartition(".")
        asks = owner.rpartition(".")[2] in {"datetime", "date"} and reading in CLOCK_READINGS
        if asks or name == "time.time":
            yield fault(module, node, f"{name}() outside {CLOCK}")
    for statement in ast.walk(module.tree):
        match statement:
            case ast.ImportFrom(module="time", names=names) if "time" in {n.name for n in names}:
                yield fault(module, statement, f"time.time outside {CLOCK}")


def ours_are_imported_at_the_top(module: Module) -> Iterator[str]:
    for function in module.functions:
        if module.name == PACKAGE and function.name == "create_app":
            continue
        for node, imported in imports(function):
            if is_ours(imported):
                yield fault(module, node, f"{function.name} imports {imported}")


def names_say_something(module: Module) -> Iterator[str]:
    if module.name.rpartition(".")[2] in VAGUE_NAMES:
        yield f"{module.name}: a module is named by what it is about"


def rows_are_selected(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr="query") if owner[0].isupper():
                yield fault(module, node, f"{owner}.query instead of select({owner})")


def excepts_are_narrow(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "Exception"
            if {"Exception", "BaseException"} & set(caught.strip("()").split(", ")):
                yield fault(module, node, "a broad except")


def functions_say_what_they_return(module: Module) -> Iterator[str]:
    for function in module.functions:
        if function.returns is None:
            yield fault(module, function, f"{function.name} has no return annotation")


def functions_are_short(module: Module) -> Iterator[str]:
    for function in module.functions:
        if body_lines(function) > LONGEST_BODY:
            yield fault(module, function, f"{function.name}: {body_lines(function)} lines")


def body_lines(function: Function) -> int:
    """Lines of the body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def classes_are_short(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > LONGEST_CLASS:
                yield fault(module, node, f"{node.name}: {lines} lines")


def files_are_short(module: Module) -> Iterator[str]:
    lines = len(module.source.splitlines())
    if lines > LONGEST_FILE:
        yield f"{module.name}: {lines} lines"


Rule = Callable[[Module], Iterator[str]]

EVERYWHERE: tuple[Rule, ...] = (
    functions_say_what_they_return,
    functions_are_short,
    classes_are_short,
    files_are_short,
    names_say_something,
)
PACKAGE_ONLY: tuple[Rule, ...] = (
    every_layer_has_its_row,
    ours_are_imported_downwards,
    others_are_imported_where_they_belong,
    the_core_is_pure,
    only_the_edge_commits,
    one_module_asks_for_the_time,
    ours_are_imported_at_the_top,
    rows_are_selected,
    excepts_are_narrow,
)


def broken(rule: Rule, *folders: str) -> list[str]:
    return [fault for folder in folders for module in modules(folder) for fault in rule(module)]


@pytest.mark.parametrize("rule", PACKAGE_ONLY)
def test_the_package_keeps(rule: Rule) -> None:
    assert broken(rule, "badges") == []


@pytest.mark.parametrize("rule", EVERYWHERE)
def test_the_package_and_its_tests_keep(rule: Rule) -> None:
    assert broken(rule, "badges", "tests", "bench") == []


# ---- budgets over all of it


@pytest.mark.parametrize("folder", ["badges", "tests"])
def test_most_functions_are_short(folder: str) -> None:
    bodies = [body_lines(function) for module in modules(folder) for function in module.functions]
    assert mean(bodies) <= MEAN_BODY
    assert quantiles(bodies, n=10)[-1] <= MOST_BODIES


def test_most_files_are_short() -> None:
    assert median(len(module.source.splitlines()) for module in modules("badges")) <= MEDIAN_FILE


def test_templates_are_short() -> None:
    lines = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in (ROOT / "templates").rglob("*.html")
    }
    assert median(lines.values()) <= MEDIAN_TEMPLATE
    assert {path: count for path, count in lines.items() if count > LONGEST_TEMPLATE} == {}


# ---- each rule can fail

LONG = "\n".join(["    x = 1"] * (LONGEST_CLASS + 1))

COUNTEREXAMPLES: list[tuple[Rule, str, str]] = [
    (every_layer_has_its_row, "badges.plugins", ""),
    (ours_are_imported_downwards, "badges.openbadges.jws", "from badges.models import Award"),
    (ours_are_imported_downwards, "badges.openbadges.jws", "from badges import models"),
    (ours_are_imported_downwards, "badges.web.pages", "import badges.hosted.routes"),
    (ours_are_imported_downwards, "badges.services.acts", "from badges import create_app"),
    (others_are_imported_where_they_belong, "badges.openbadges.jws", "import flask"),
    (others_are_imported_where_they_belong, "badges.openbadges.jws", "from flask import request"),
    (others_are_imported_where_they_belong, "badges.services.acts", "def f(): import flask"),
    (the_core_is_pure, "badges.openbadges.keys", "import secrets"),
    (the_core_is_pure, "badges.openbadges.keys", "from urllib.request import urlopen"),
    (the_core_is_pure, "badges.openbadges.keys", "import uuid; uuid.uuid4()"),
    (only_the_edge_commits, "badges.services.acts", "session.commit()"),
    (only_the_edge_commits, "badges.hosted.routes", "db.session.commit()"),
    (one_module_asks_for_the_time, "badges.web.pages", "datetime.now(UTC)"),
    (one_module_asks_for_the_time, "badges.web.pages", "datetime.datetime.utcnow()"),
    (one_module_asks_for_the_time, "badges.web.pages", "date.today()"),
    (one_module_asks_for_the_time, "badges.web.pages", "time.time()"),
    (one_module_asks_for_the_time, "badges.web.pages", "from time import time"),
    (ours_are_imported_at_the_top, "badges.web.pages", "def f(): from badges import urls"),
    (ours_are_imported_at_the_top, "badges.web", "def create_app(): from badges import urls"),
    (names_say_something, "badges.web.utils", ""),
    (rows_are_selected, "badges.services.acts", "Award.query.all()"),
    (excepts_are_narrow, "badges.web.pages", "try: f()\nexcept Exception: pass"),
    (excepts_are_narrow, "badges.web.pages", "try: f()\nexcept (KeyError, BaseException): pass"),
    (excepts_are_narrow, "badges.web.pages", "try: f()\nexcept: pass"),
    (functions_say_what_they_return, "badges.web.pages", "def f(): pass"),
    (functions_are_short, "badges.web.pages", f"def f() -> None:\n{LONG}"),
    (classes_are_short, "badges.web.pages", f"class C:\n{LONG}"),
    (files_are_short, "badges.web.pages", "x = 1\n" * (LONGEST_FILE + 1)),
]


@pytest.mark.parametrize(("rule", "name", "source"), COUNTEREXAMPLES)
def test_each_rule_reports(rule: Rule, name: str, source: str) -> None:
    assert len(list(rule(Module(name, source)))) == 1


def test_every_rule_has_a_counterexample() -> None:
    assert {rule for rule, _, _ in COUNTEREXAMPLES} == {*EVERYWHERE, *PACKAGE_ONLY}


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (ours_are_imported_downwards, "badges.web.pages", "from badges.services import acts"),
        (ours_are_imported_downwards, "badges.cli", "from badges import create_app"),
        (others_are_imported_where_they_belong, "badges.openbadges.jws", "import jwt, json"),
        (only_the_edge_commits, "badges.web.pages", "db.session.commit()"),
        (one_module_asks_for_the_time, CLOCK, "datetime.now(UTC)"),
        (one_module_asks_for_the_time, "badges.web.pages", "clock.now()"),
        (ours_are_imported_at_the_top, "badges", "def create_app(): from badges import web"),
        (rows_are_selected, "badges.urls", "parts.query"),
        (excepts_are_narrow, "badges.web.pages", "try: f()\nexcept (KeyError, OSError): pass"),
        (functions_are_short, "badges.web.pages", f'def f() -> None:\n    """{LONG}"""'),
    ],
)
def test_each_rule_lets_pass(rule: Rule, name: str, source: str) -> None:
    assert list(rule(Module(name, source))) == []
