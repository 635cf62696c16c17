"""The code as data: what the tests of the house look at."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "badges"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A source file under its dotted name."""

    name: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source, self.name)

    @property
    def layer(self) -> str:
        """`badges.web.pages` is of `web`; `badges` itself is of `__init__`."""
        return [*self.name.split("."), "__init__"][1]

    @property
    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    @property
    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Each call and the name that it is written with."""
        found = (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))
        return ((node, ast.unparse(node.func)) for node in found)

    @property
    def imports(self) -> Iterator[tuple[ast.AST, str]]:
        """Each import and its module; `from badges import urls` counts as `badges.urls`."""
        return imports(self.tree)


@cache
def modules(folder: str) -> tuple[Module, ...]:
    """Every module below a folder of the tree."""
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        found.append(Module(name, path.read_text("utf-8")))
    return tuple(found)


def imports(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Each import below a node, as in `Module.imports`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == PACKAGE:
            yield from ((node, f"{PACKAGE}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, node.module or ""


def is_ours(module: str) -> bool:
    """Whether a dotted name is of the package."""
    return module.partition(".")[0] == PACKAGE
