"""The house: what a wheel carries, what is locked, what git never takes, what make says."""

import io
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import programs
from tests.source import ROOT, is_ours, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("run", "test", "oracle-build", "oracle")
FOLDERS = {"badges": "badges", "templates": "badges/templates", "migrations": "badges/migrations"}
# Sources of the catalogues: what the service reads is compiled from them.
LEFT_OUT = (".po", ".pot")


# ---- the wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    """Built from a copy of the tree: building leaves its traces where it works."""
    tree = tmp_path_factory.mktemp("tree")
    ours = shutil.ignore_patterns("__pycache__")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tree / folder, ignore=ours)
    shutil.copy(ROOT / "pyproject.toml", tree)
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", tree)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    built = subprocess.run(
        [*pip, "wheel", *options, tree], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    with ZipFile(next(tree.glob("*.whl"))) as built_wheel:
        yield built_wheel


def test_a_wheel_carries_the_tree(wheel: ZipFile) -> None:
    expected = {
        f"{inside}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder, inside in FOLDERS.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in LEFT_OUT
    }
    carried = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert carried == expected


@pytest.mark.parametrize(
    "pattern",
    [
        r"badges/py\.typed",
        r"badges/static/.+\.css",
        r"badges/translations/en/.+\.mo",
        r"badges/frameworks/data/.+\.json",
        r"badges/templates/base\.html",
        r"badges/templates/.+/.+\.html",
        r"badges/migrations/env\.py",
        r"badges/migrations/versions/.+\.py",
    ],
)
def test_a_wheel_carries(wheel: ZipFile, pattern: str) -> None:
    assert [name for name in wheel.namelist() if re.fullmatch(pattern, name)]


def test_what_a_wheel_installed_finds_its_folders(wheel: ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    program = "from badges import paths; print(paths.TEMPLATES, paths.MIGRATIONS, sep='\\n')"
    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    inside = tmp_path / "badges"
    found = [Path(line) for line in said.stdout.splitlines()]
    assert found == [inside / "templates", inside / "migrations"]
    assert (found[0] / "base.html").exists()
    assert (found[1] / "env.py").exists()


# ---- what is installed


def locked(lock: str) -> dict[str, set[str]]:
    """The versions that a lock file pins: more than one where interpreters differ."""
    pins: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", lock_text(lock), re.MULTILINE):
        pins.setdefault(canonicalize_name(name), set()).add(version)
    return pins


def lock_text(lock: str) -> str:
    return (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")


def required(lock: str) -> list[Requirement]:
    """What the lock file is made for."""
    texts: list[str] = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
    if lock == "test":
        texts += PROJECT["project"]["optional-dependencies"]["test"]
    return [Requirement(text) for text in texts]


@pytest.mark.parametrize("lock", ["run", "test"])
def test_a_lock_file_has_what_the_project_asks_for(lock: str) -> None:
    pins = locked(lock)
    for requirement in required(lock):
        versions = pins.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is not in {lock}.txt: run make lock"
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_tests_run_on_the_packages_of_the_service() -> None:
    test = locked("test")
    assert {name: test.get(name) for name in locked("run")} == locked("run")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash_and_no_line_names_a_place(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", lock_text(lock).strip())
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert [line for line in lock_text(lock).splitlines() if "://" in line or "index" in line] == []


def test_every_import_is_declared() -> None:
    declared = {canonicalize_name(requirement.name) for requirement in required("run")}
    distributions = packages_distributions()
    missing = {
        package
        for module in modules("badges")
        for _, imported in module.imports
        if (package := imported.partition(".")[0]) not in sys.stdlib_module_names
        and not is_ours(imported)
        and declared.isdisjoint(map(canonicalize_name, distributions.get(package, ())))
    }
    assert missing == set()


# ---- what git takes

NEVER = [
    ".env",
    ".oracle/bin/python",
    ".venv/bin/python",
    "badges.egg-info/PKG-INFO",
    "badges/__pycache__/urls.cpython-311.pyc",
    "instance/badges.sqlite3",
    "instance/demo-8000/keys/asso-x.pem",
    "issuer_keys/asso-x-9q2d.1.pem",
    "issuer_keys/anything",
]
ALWAYS = [
    "badges/demo/data/demo.json",
    "badges/translations/en/LC_MESSAGES/messages.mo",
    "badges/urls.py",
    "issuer_keys/.gitignore",
    "issuer_keys/README.md",
    "migrations/versions/0001_first.py",
    "requirements/run.txt",
    "tests/vectors/rosters/comma_dates_iso.csv",
]


@pytest.mark.parametrize(
    ("paths", "ignored"), [(NEVER, True), (ALWAYS, False)], ids=["never", "always"]
)
def test_git_takes_sources_and_no_secret(tmp_path: Path, paths: list[str], ignored: bool) -> None:
    (tmp_path / "issuer_keys").mkdir()
    for rules in (".gitignore", "issuer_keys/.gitignore"):
        shutil.copy(ROOT / rules, tmp_path / rules)
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    said = subprocess.run(
        ["git", "check-ignore", "--no-index", *paths],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout.split() == (paths if ignored else [])


# ---- catalogues


def test_each_catalogue_is_compiled() -> None:
    sources = sorted((ROOT / "badges" / "translations").rglob("*.po"))
    assert sources
    for source in sources:
        with source.open("rb") as file:
            compiled = io.BytesIO()
            write_mo(compiled, read_po(file))
        assert source.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run make catalogue"


# ---- make


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make as a newcomer does: without what an outer make hands down."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_make_says_what_it_can() -> None:
    said = make()
    assert said.returncode == 0
    assert {"make demo", "make test"} <= {line[:9] for line in said.stdout.splitlines()}


def test_without_python_make_says_what_to_install(tmp_path: Path) -> None:
    said = make("demo", "PYTHON=", f"VENV={tmp_path / 'venv'}")
    assert said.returncode == 2
    assert "Badges needs Python 3.11 or newer" in said.stderr


def test_make_names_what_a_pdf_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find_library", lambda name: None if "ft2" in name else name)
    assert programs.pango() == ["libpangoft2-1.0-0"]
    assert "libpangoft2-1.0-0" in programs.missing()


def test_a_service_starts_without_what_makes_pdfs() -> None:
    """Half a second is paid by the first PDF; where Pango is missing, by nobody."""
    program = "import sys, badges; print('badges.printing.pdf' in sys.modules, *sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.startswith("True ")
    assert "weasyprint" not in said.stdout


def test_ci_runs_make_test_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    commands = [line for line in script.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert [line for line in commands if line.split()[0] not in {"set", "cd"}] == ["make test"]
