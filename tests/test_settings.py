"""What a deployment decides: read once, refused with what to set."""

from dataclasses import FrozenInstanceError
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from badges.settings import Settings, SettingsError

FOLDER = Path("/srv/badges")
SECRET = "Zq3-yTn8_kW5vR0aLx7UcE2mHd9sPbJf"
LOOPBACK = {"BADGES_PUBLIC_URL": "http://127.0.0.1:8000"}
PUBLIC = {
    "BADGES_PUBLIC_URL": "https://badges.example.org",
    "BADGES_SECRET_KEY": SECRET,
    "BADGES_KEY_PASSPHRASE": SECRET,
}


def read(environ: dict[str, str]) -> Settings:
    return Settings.from_environ(environ, folder=FOLDER)


def test_a_service_of_this_machine_needs_its_address_alone() -> None:
    assert read(LOOPBACK) == Settings(
        public_url="http://127.0.0.1:8000",
        database_url="sqlite:////srv/badges/instance/badges.sqlite3",
        keys_dir=FOLDER / "issuer_keys",
        instance=FOLDER / "instance",
        secret_key="",
        key_passphrase="",
        timezone=ZoneInfo("Europe/Paris"),
        mail_url="",
        redis_url="",
        proxy_hops=0,
        default_language="fr",
        demo=False,
        limits=True,
    )


def test_each_setting_is_read() -> None:
    environ = PUBLIC | {
        "BADGES_DATABASE_URL": "postgresql://badges@db/badges",
        "BADGES_KEYS_DIR": "/run/keys",
        "BADGES_TIMEZONE": " Indian/Reunion ",
        "BADGES_MAIL_URL": "smtps://me:word@mail.example",
        "BADGES_REDIS_URL": "redis://cache",
        "BADGES_PROXY_HOPS": "2",
        "BADGES_DEFAULT_LANGUAGE": "EN",
        "OTHERS_DEMO": "on",
    }
    settings = read(environ)
    assert settings.database_url == "postgresql://badges@db/badges"
    assert settings.instance == FOLDER / "instance"
    assert settings.keys_dir == Path("/run/keys")
    assert settings.secret_key == settings.key_passphrase == SECRET
    assert settings.timezone == ZoneInfo("Indian/Reunion")
    assert settings.mail_url == "smtps://me:word@mail.example"
    assert (settings.redis_url, settings.proxy_hops) == ("redis://cache", 2)
    assert (settings.default_language, settings.demo) == ("en", False)


def test_on_this_machine_the_demonstration_may_run_and_limits_be_off() -> None:
    settings = read(LOOPBACK | {"BADGES_DEMO": "on", "BADGES_LIMITS": "off"})
    assert (settings.demo, settings.limits) == (True, False)


def test_nobody_else_is_asked_unless_it_is_said() -> None:
    assert not read(PUBLIC).verify_others
    assert read(PUBLIC | {"BADGES_VERIFY_OTHERS": "on"}).verify_others
    assert read(LOOPBACK).fetch_test_hosts == frozenset()
    hosts = read(LOOPBACK | {"BADGES_FETCH_TEST_HOSTS": "127.0.0.1:9000, Issuer.example:81,"})
    assert hosts.fetch_test_hosts == {"127.0.0.1:9000", "issuer.example:81"}


@pytest.mark.parametrize(
    "hosts", ["127.0.0.1", ":80", "http://127.0.0.1:80", "a b:80", "127.0.0.1:0", "[::1]:80", "*:1"]
)
def test_a_host_for_tests_is_a_host_with_a_port(hosts: str) -> None:
    with pytest.raises(SettingsError, match="set it to host:port"):
        read(LOOPBACK | {"BADGES_FETCH_TEST_HOSTS": hosts})


def test_settings_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        read(LOOPBACK).demo = True  # type: ignore[misc]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://Badges.Example.ORG/", "https://badges.example.org"),
        (" https://badges.example.org:8443 ", "https://badges.example.org:8443"),
        ("HTTPS://b", "https://b"),
    ],
)
def test_an_address_is_kept_in_one_spelling(given: str, kept: str) -> None:
    assert read(PUBLIC | {"BADGES_PUBLIC_URL": given}).public_url == kept


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:8000", "[::1]"])
def test_loopback_addresses(host: str) -> None:
    assert read({"BADGES_PUBLIC_URL": f"http://{host}"}).on_loopback


@pytest.mark.parametrize("host", ["badges.example.org", "localhost.example", "127.0.0.1.example"])
def test_addresses_that_others_can_reach(host: str) -> None:
    assert not read(PUBLIC | {"BADGES_PUBLIC_URL": f"https://{host}"}).on_loopback


@pytest.mark.parametrize(
    ("database", "instance"),
    [
        ("sqlite:////var/lib/badges/b.sqlite3", Path("/var/lib/badges")),
        ("sqlite:///data/b.sqlite3", FOLDER / "data"),
    ],
)
def test_what_belongs_to_a_database_lies_beside_it(database: str, instance: Path) -> None:
    settings = read(LOOPBACK | {"BADGES_DATABASE_URL": database})
    assert settings.instance == instance
    assert settings.database_url == f"sqlite:///{instance / 'b.sqlite3'}"


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({}, "BADGES_PUBLIC_URL is not set: set it to the address"),
        ({"BADGES_PUBLIC_URL": " "}, "BADGES_PUBLIC_URL is not set"),
        ({"BADGES_PUBLIC_URL": "badges.example.org"}, "set scheme, host"),
        ({"BADGES_PUBLIC_URL": "ftp://badges.example.org"}, "set scheme, host"),
        ({"BADGES_PUBLIC_URL": "https://"}, "set scheme, host"),
        ({"BADGES_PUBLIC_URL": "https://badges.example.org:443"}, "leave its port away"),
        ({"BADGES_PUBLIC_URL": "http://localhost:80/"}, "leave its port away"),
        ({"BADGES_PUBLIC_URL": "https://bädges.example"}, "in ASCII"),
        ({"BADGES_PUBLIC_URL": "https://b.example/badges"}, "without path"),
        ({"BADGES_PUBLIC_URL": "https://b.example?x=1"}, "without path, query"),
        ({"BADGES_PUBLIC_URL": "https://b.example#x"}, "without path, query"),
        ({"BADGES_PUBLIC_URL": "https://me:pw@b.example"}, "query or user"),
        ({"BADGES_PUBLIC_URL": "https://@b.example"}, "query or user"),
        ({"BADGES_PUBLIC_URL": "https://b.example:http"}, "perhaps a port"),
        ({"BADGES_PUBLIC_URL": "https://b.example:"}, "perhaps a port"),
        ({"BADGES_PUBLIC_URL": "http://["}, "set scheme, host"),
        ({"BADGES_PUBLIC_URL": "https://b example"}, "set scheme, host"),
        ({"BADGES_PUBLIC_URL": "http://badges.example.org"}, "must begin with https://"),
        ({"BADGES_DEMO": "on"}, "BADGES_DEMO is on, but BADGES_PUBLIC_URL is no loopback"),
        ({"BADGES_LIMITS": "off"}, "BADGES_LIMITS is off, but BADGES_PUBLIC_URL is no loopback"),
        ({"BADGES_FETCH_TEST_HOSTS": "127.0.0.1:9000"}, "BADGES_FETCH_TEST_HOSTS is set, but"),
        ({"BADGES_VERIFY_OTHERS": "yes"}, "BADGES_VERIFY_OTHERS is 'yes': set it to off or on."),
        ({"BADGES_DEMO": "yes"}, "BADGES_DEMO is 'yes': set it to off or on."),
        ({"BADGES_LIMITS": "1"}, "BADGES_LIMITS is '1': set it to on or off."),
        ({"BADGES_DEFAULT_LANGUAGE": "de"}, "set it to fr or en."),
        ({"BADGES_PROXY_HOPS": "-1"}, "BADGES_PROXY_HOPS is '-1': set it to a whole number."),
        ({"BADGES_PROXY_HOPS": "²"}, "set it to a whole number."),
        ({"BADGES_PROXY_HOPS": "9" * 5_000}, "set it to a whole number."),
        ({"BADGES_TIMEZONE": "Europe/Bobigny"}, "'Europe/Bobigny': no such time zone."),
        ({"BADGES_TIMEZONE": "../../etc/passwd"}, "no such time zone."),
        ({"BADGES_TIMEZONE": "Europe"}, "no such time zone."),
        ({"BADGES_DATABASE_URL": "mysql://db/badges"}, "begin it with sqlite:/// or postgresql://"),
        ({"BADGES_DATABASE_URL": "sqlite:///"}, "begin it with sqlite:///"),
        ({"BADGES_DATABASE_URL": "badges.sqlite3"}, "begin it with sqlite:///"),
        ({"BADGES_MAIL_URL": "mail.example"}, "BADGES_MAIL_URL is no mail server: write it as"),
        ({"BADGES_MAIL_URL": "http://mail.example"}, "BADGES_MAIL_URL is no mail server"),
        ({"BADGES_MAIL_URL": "smtp://"}, "BADGES_MAIL_URL is no mail server"),
        ({"BADGES_MAIL_URL": "smtp://mail.example:x"}, "BADGES_MAIL_URL is no mail server"),
        ({"BADGES_MAIL_URL": "smtp://mail.example/x"}, "BADGES_MAIL_URL is no mail server"),
        ({"BADGES_MAIL_URL": "smtp://mail.example?x"}, "BADGES_MAIL_URL is no mail server"),
        ({"BADGES_MAIL_URL": "smtp://mail.example?tls=on"}, "takes the options from=ADDRESS"),
        ({"BADGES_MAIL_URL": "smtp://mail.example?starttls=1"}, "and starttls=on or off"),
        ({"BADGES_MAIL_URL": "smtp://a:b@m.example?starttls=off"}, "its password unencrypted"),
        ({"BADGES_SECRET_KEY": ""}, "BADGES_SECRET_KEY is missing or weak: set it to 32 random"),
        ({"BADGES_SECRET_KEY": SECRET[:31]}, "BADGES_SECRET_KEY is missing or weak"),
        ({"BADGES_SECRET_KEY": "change-me" * 8}, "BADGES_SECRET_KEY is missing or weak"),
        ({"BADGES_KEY_PASSPHRASE": "short"}, "BADGES_KEY_PASSPHRASE is missing or weak"),
    ],
)
def test_what_is_missing_weak_or_contradictory_stops_the_start(
    environ: dict[str, str], sentence: str
) -> None:
    chosen = PUBLIC | environ if environ else {}
    with pytest.raises(SettingsError) as refusal:
        read(chosen)
    assert sentence in str(refusal.value)
    assert "BADGES_" in str(refusal.value)


def test_a_secret_is_never_repeated() -> None:
    for name in ("BADGES_SECRET_KEY", "BADGES_KEY_PASSPHRASE"):
        with pytest.raises(SettingsError) as refusal:
            read(PUBLIC | {name: "hunter2hunter2"})
        assert "hunter2" not in str(refusal.value)
    with pytest.raises(SettingsError) as refusal:
        read(LOOPBACK | {"BADGES_DATABASE_URL": "mysql://me:hunter2@db/badges"})
    assert "hunter2" not in str(refusal.value)
    with pytest.raises(SettingsError) as refusal:
        read(LOOPBACK | {"BADGES_MAIL_URL": "smtp://me:hunter2@mail.example/x"})
    assert "hunter2" not in str(refusal.value)
