"""What a deployment decides: read from the environment once, frozen, refused when half set."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PREFIX = "BADGES_"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
DEFAULT_DATABASE = "sqlite:///instance/badges.sqlite3"
SQLITE = "sqlite:///"
POSTGRESQL = ("postgresql://", "postgresql+psycopg://")
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
MAIL_SCHEMES = frozenset({"smtp", "smtps"})
MAIL_OPTIONS = frozenset({"from", "starttls"})
SECRET_LENGTH = 32
SECRET_VARIETY = 10
_ORIGIN = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::[1-9][0-9]{0,4})?"
)
_HOST_AND_PORT = re.compile(r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?):[1-9][0-9]{0,4}")


class SettingsError(Exception):
    """A setting is missing, weak or contradictory; the text says what to set."""


MOST_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one running service (contract: Settings).

    `instance` is the folder of what is kept beside the database, such as the audit log's head;
    `fetch_test_hosts` are written `host:port`.
    """

    public_url: str
    database_url: str
    keys_dir: Path
    instance: Path
    secret_key: str
    key_passphrase: str
    timezone: ZoneInfo
    mail_url: str
    redis_url: str
    proxy_hops: int
    default_language: str
    demo: bool
    limits: bool
    verify_others: bool = False
    fetch_test_hosts: frozenset[str] = frozenset()

    @classmethod
    def from_environ(cls, environ: Mapping[str, str], *, folder: Path) -> "Settings":
        """Read `BADGES_*`; relative places lie in `folder`. Raises SettingsError: what to set."""
        reader = _Reader(environ)
        database_url = _database_url(reader.text("DATABASE_URL") or DEFAULT_DATABASE, folder)
        settings = cls(
            public_url=_public_url(reader.text("PUBLIC_URL")),
            database_url=database_url,
            keys_dir=folder / (reader.text("KEYS_DIR") or "issuer_keys"),
            instance=_beside(database_url) or folder / "instance",
            secret_key=reader.text("SECRET_KEY"),
            key_passphrase=reader.text("KEY_PASSPHRASE"),
            timezone=_timezone(reader.text("TIMEZONE") or "Europe/Paris"),
            mail_url=_mail_url(reader.text("MAIL_URL")),
            redis_url=reader.text("REDIS_URL"),
            proxy_hops=reader.number("PROXY_HOPS"),
            default_language=reader.choice("DEFAULT_LANGUAGE", "fr", "en"),
            demo=reader.choice("DEMO", "off", "on") == "on",
            limits=reader.choice("LIMITS", "on", "off") == "on",
            verify_others=reader.choice("VERIFY_OTHERS", "off", "on") == "on",
            fetch_test_hosts=_hosts(reader.text("FETCH_TEST_HOSTS")),
        )
        settings._refuse_half_set()
        return settings

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        return urlsplit(self.public_url).hostname in LOOPBACK

    def _refuse_half_set(self) -> None:
        if self.on_loopback:
            return
        if self.demo:
            raise SettingsError(
                "BADGES_DEMO is on, but BADGES_PUBLIC_URL is no loopback address: unset one of "
                "them."
            )
        if not self.limits:
            raise SettingsError(
                "BADGES_LIMITS is off, but BADGES_PUBLIC_URL is no loopback address: set it to on."
            )
        if self.fetch_test_hosts:
            raise SettingsError(
                "BADGES_FETCH_TEST_HOSTS is set, but BADGES_PUBLIC_URL is no loopback address: "
                "unset it."
            )
        if not self.public_url.startswith("https://"):
            raise SettingsError("BADGES_PUBLIC_URL must begin with https:// outside this machine.")
        for name, value in (
            ("SECRET_KEY", self.secret_key),
            ("KEY_PASSPHRASE", self.key_passphrase),
        ):
            if len(value) < SECRET_LENGTH or len(set(value)) < SECRET_VARIETY:
                raise SettingsError(
                    f"BADGES_{name} is missing or weak: set it to {SECRET_LENGTH} random "
                    'characters or more, as made by: python -c "import secrets; '
                    'print(secrets.token_urlsafe(32))"'
                )


@dataclass(frozen=True, slots=True)
class _Reader:
    environ: Mapping[str, str]

    def text(self, name: str) -> str:
        return self.environ.get(PREFIX + name, "").strip()

    def number(self, name: str) -> int:
        text = self.text(name) or "0"
        if not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
            raise SettingsError(f"BADGES_{name} is {text!r}: set it to a whole number.")
        return int(text)

    def choice(self, name: str, default: str, *others: str) -> str:
        text = self.text(name).lower() or default
        if text not in (default, *others):
            allowed = " or ".join((default, *others))
            raise SettingsError(f"BADGES_{name} is {text!r}: set it to {allowed}.")
        return text


def _public_url(text: str) -> str:
    if not text:
        raise SettingsError(
            "BADGES_PUBLIC_URL is not set: set it to the address under which people reach the "
            "service, for instance https://badges.example.org"
        )
    address = text.lower().removesuffix("/")
    if not _ORIGIN.fullmatch(address):
        raise SettingsError(
            f"BADGES_PUBLIC_URL is {text!r}: set scheme, host and perhaps a port, in ASCII, "
            "without path, query or user."
        )
    if address.endswith(DEFAULT_PORTS[address.partition(":")[0]]):
        raise SettingsError(
            f"BADGES_PUBLIC_URL is {text!r}: leave its port away, as browsers do; the address is "
            "signed into every badge."
        )
    return address


def _hosts(text: str) -> frozenset[str]:
    """The hosts that may be fetched from though they are private, each on one port."""
    hosts = frozenset(host.strip().lower() for host in text.split(",") if host.strip())
    if not all(_HOST_AND_PORT.fullmatch(host) for host in hosts):
        raise SettingsError(
            f"BADGES_FETCH_TEST_HOSTS is {text!r}: set it to host:port, with a comma between "
            "several, such as 127.0.0.1:9000"
        )
    return hosts


def _database_url(text: str, folder: Path) -> str:
    """The address of the database, where a relative path of SQLite lies in `folder`."""
    if text.startswith(SQLITE) and text != SQLITE:
        return f"{SQLITE}{folder / text.removeprefix(SQLITE)}"
    if text.startswith(POSTGRESQL):
        return text
    raise SettingsError(
        "BADGES_DATABASE_URL is no address of a database that is known here: "
        "begin it with sqlite:/// or postgresql://"
    )


def _mail_url(text: str) -> str:
    """The address of a mail server, or nothing: then mail lies as files beside the database."""
    if not text:
        return ""
    example = "smtp://user:password@mail.example.org:587?from=badges@example.org"
    wrong = SettingsError(f"BADGES_MAIL_URL is no mail server: write it as in {example}")
    try:
        parts = urlsplit(text)
        options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise wrong from error
    if parts.scheme not in MAIL_SCHEMES or not host or parts.path.strip("/") or parts.fragment:
        raise wrong
    if set(options) - MAIL_OPTIONS or options.get("starttls", "on") not in ("on", "off"):
        raise SettingsError(
            "BADGES_MAIL_URL takes the options from=ADDRESS and starttls=on or off, and no others."
        )
    if parts.password and options.get("starttls") == "off" and host not in LOOPBACK:
        raise SettingsError(
            "BADGES_MAIL_URL would send its password unencrypted: take starttls=off away, or use "
            "smtps://"
        )
    return text


def _beside(database_url: str) -> Path | None:
    """The folder of a SQLite file: what belongs to a database lies beside it."""
    if not database_url.startswith(SQLITE):
        return None
    return Path(database_url.removeprefix(SQLITE)).parent


def _timezone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(f"BADGES_TIMEZONE is {name!r}: no such time zone.") from error
