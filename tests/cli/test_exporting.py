"""`badges export` and `badges key export`: an organisation leaves, its badges go on."""

import functools
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from sqlalchemy import select, update

from badges import create_app
from badges.extensions import db
from badges.models import AuditLine, Award
from badges.openbadges import strict_json
from badges.services import codes, facts
from badges.urls import PublicUrls
from tests import cast, standings
from tests.cli.office import Office
from tests.fixtures.database import settings_for
from tests.official_validator import OfficialValidator, assert_flawless
from tests.standings import Standings

PASSPHRASE = "sixteen signs are enough"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """An organisation with one award in each state, whose public address is a port of its own."""

    office: Office
    states: Standings
    server: ThreadingHTTPServer
    site: Path

    def export(self) -> list[str]:
        """The lines of the command, which went well."""
        result = self.office.run("export", self.office.organisation, str(self.site))
        assert result.exit_code == 0, result.output
        return result.stdout.splitlines()

    def files(self) -> set[str]:
        """The files of the site."""
        every = (one for one in self.site.rglob("*") if one.is_file())
        return {f"/{one.relative_to(self.site)}" for one in every}

    @contextmanager
    def served(self) -> Iterator[None]:
        """Python's own file server answers at the public address."""
        thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        thread.start()
        yield
        self.server.shutdown()
        thread.join()


@pytest.fixture
def leaving(sqlite_url: str, tmp_path: Path) -> Iterator[Leaving]:
    site = tmp_path / "site"
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site)))
    base = f"http://127.0.0.1:{server.server_address[1]}"
    app = create_app(settings_for(sqlite_url, tmp_path, base=base))
    with app.app_context():
        world = cast.assemble(db.session(), PublicUrls(base))
        states = standings.bring_about(world)
        facts.keep_public_url(world.session, base)
        world.session.commit()
        office = replace(
            Office.bare(tmp_path, sqlite_url).set(PUBLIC_URL=base),
            organisation=world.organisation.slug,
            badge=world.badge_class.slug,
        )
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    yield Leaving(office=office, states=states, server=server, site=site)
    server.server_close()


def test_it_works(leaving: Leaving) -> None:
    """What answers is there, byte for byte; nothing of a badge that was hidden, erased, undone."""
    said = leaving.export()
    files = leaving.files()
    written = [path for path in files if (leaving.site / path[1:]).stat().st_size]
    assert said[0].startswith(f"{len(written)} files of ")
    kept, slug = leaving.states.kept, leaving.office.organisation
    uid, code = kept.uid, kept.code
    assert {
        f"/issuers/{slug}/1.json",
        f"/issuers/{slug}/1/key.json",
        f"/issuers/{slug}/1/revocations.json",
        f"/issuers/{slug}/index.html",
        f"/badges/{leaving.office.badge}/1.json",
        f"/badges/{leaving.office.badge}/1/image.png",
        f"/badges/{leaving.office.badge}/1/index.html",
        f"/awards/{uid}/index.html",
        f"/awards/{uid}/keep.zip",
        f"/v/{codes.shown(code)}/index.html",
        f"/V/{code}/index.html",
        f"/v/{code}/qr.svg",
        "/static/badges.css",
        *(f"/assertions/{uid}.{kind}" for kind in ("json", "jws", "png", "svg")),
    } <= files
    assert (leaving.site / f"assertions/{uid}.jws").read_text() == kept.token
    assert (leaving.site / f"assertions/{uid}.json").read_bytes() == kept.mirror
    gone = leaving.states
    for one in (gone.revoked, gone.undone, gone.hidden, gone.erased, gone.revoked_then_erased):
        assert [path for path in files if one.uid in path or one.code in path] == []
    listed = strict_json.loads((leaving.site / f"issuers/{slug}/1/revocations.json").read_bytes())
    assert gone.revoked.uid in str(listed)
    twin = [path for path in files if path.startswith("/issuers/") and slug not in path]
    twin.remove("/issuers/index.html")  # empty: no file server lists what is there
    assert twin == []


def test_a_file_server_may_read_it(leaving: Leaving) -> None:
    leaving.export()
    modes = {stat.S_IMODE(one.stat().st_mode) for one in leaving.site.rglob("*")}
    assert modes == {0o644, 0o755}


def test_the_official_validator_finds_no_fault_with_it(
    leaving: Leaving, official_validator: OfficialValidator
) -> None:
    leaving.export()
    kept = leaving.states.kept
    with leaving.served():
        base = leaving.office.environ["BADGES_PUBLIC_URL"]
        for badge in (
            kept.token,
            f"{base}/assertions/{kept.uid}.json",
            leaving.site / f"assertions/{kept.uid}.png",
            leaving.site / f"assertions/{kept.uid}.svg",
        ):
            assert_flawless(official_validator.report(badge))
        revoked = official_validator.report(leaving.states.revoked.token)
        assert revoked["valid"] is False


def test_what_is_published_no_more_is_taken_out(leaving: Leaving) -> None:
    leaving.export()
    before = leaving.files()
    sizes = {path: (leaving.site / path[1:]).stat().st_size for path in before}
    other = leaving.site / "other.txt"
    other.write_text("somebody else's")
    hidden = update(Award).where(Award.id == leaving.states.kept.uid).values(hidden_at=cast.NOW)
    leaving.office.change(hidden)
    said = leaving.export()
    taken_out = {path for path in before - leaving.files() if sizes[path]}
    assert taken_out
    assert all(
        leaving.states.kept.uid in path or leaving.states.kept.code in path.replace("-", "")
        for path in taken_out
    )
    assert said[0].endswith(f"{len(taken_out)} were taken out.")
    assert other.read_text() == "somebody else's"
    assert not (leaving.site / "awards" / leaving.states.kept.uid).exists()


def test_two_organisations_share_a_folder(office: Office, tmp_path: Path) -> None:
    site, (first, second) = tmp_path / "site", slugs(office)
    for organisation in (first, second, first):
        assert office.run("export", organisation, str(site)).exit_code == 0
    for organisation in (first, second):
        assert (site / "issuers" / organisation / "1.json").is_file()
        assert (site / "issuers" / organisation / "index.html").is_file()


def slugs(office: Office) -> list[str]:
    listed = office.run("export", "nobody", "/nowhere").stderr
    return listed.partition("There are: ")[2].strip().rstrip(".").split(", ")


def test_a_folder_of_somebody_else_is_left_alone(office: Office, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "thesis.txt").write_text("mine")
    result = office.run("export", office.organisation, str(tmp_path / "site"))
    assert result.exit_code == 1
    assert "holds other files: choose an empty folder" in result.stderr
    assert [one.name for one in (tmp_path / "site").iterdir()] == ["thesis.txt"]


def test_a_folder_that_cannot_be_made_is_said(office: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = office.run("export", office.organisation, str(tmp_path / "file" / "site"))
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    assert len(result.stderr.splitlines()) == 1


# ---- keys are another act


def test_no_private_key_is_in_an_export(leaving: Leaving) -> None:
    leaving.export()
    for path in leaving.files():
        assert b"PRIVATE" not in (leaving.site / path[1:]).read_bytes()


def test_keys_are_copied_encrypted_and_it_is_logged(office: Office, tmp_path: Path) -> None:
    to = tmp_path / "copies"
    told = office.set(EXPORT_PASSPHRASE=PASSPHRASE)
    result = told.run("key", "export", office.organisation, str(to))
    assert result.exit_code == 0
    (copy,) = to.iterdir()
    assert (stat.S_IMODE(copy.stat().st_mode), stat.S_IMODE(to.stat().st_mode)) == (0o600, 0o700)
    assert b"ENCRYPTED" in copy.read_bytes()
    key = load_pem_private_key(copy.read_bytes(), PASSPHRASE.encode())
    own = (office.folder / "keys" / copy.name.replace(".pem", ".pub.pem")).read_bytes()
    assert public_half(key) == own
    lines = office.rows(select(AuditLine.action, AuditLine.actor).order_by(AuditLine.number))
    assert lines[-1] == ("key_exported", "command line")
    assert office.run("audit", "verify").exit_code == 0


def public_half(key: object) -> bytes:
    assert isinstance(key, rsa.RSAPrivateKey)
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def test_a_short_passphrase_copies_nothing(office: Office, tmp_path: Path) -> None:
    told = office.set(EXPORT_PASSPHRASE="short")
    result = told.run("key", "export", office.organisation, str(tmp_path / "copies"))
    assert result.exit_code == 1
    assert "at least 16 characters" in result.stderr
    assert not (tmp_path / "copies").exists()


def test_copies_never_replace_what_is_there(office: Office, tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    told = office.set(EXPORT_PASSPHRASE=PASSPHRASE)
    before = len(office.rows(select(AuditLine.number)))
    result = told.run("key", "export", office.organisation, str(tmp_path / "copies"))
    assert result.exit_code == 1
    assert "Nothing was copied" in result.stderr
    assert len(office.rows(select(AuditLine.number))) == before
