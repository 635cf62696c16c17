"""`badges key`: create, list, rotate."""

import stat

import pytest
from sqlalchemy import func, select

from badges.models import Assertion, KeyEpoch
from badges.openbadges import strict_json
from tests.cli.office import Office


def modes(office: Office) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in (office.folder / "keys").iterdir()}


def states(office: Office) -> list[str]:
    """The states of all epochs, of both organisations."""
    return [state for (state,) in office.rows(select(KeyEpoch.state).order_by(KeyEpoch.id))]


def test_each_epoch_is_listed(office: Office) -> None:
    result = office.run("key", "list", office.organisation)
    assert result.exit_code == 0
    assert result.output == f"{office.organisation}/1  active since 2026-11-22  private key here\n"


def test_a_private_key_that_is_gone_is_cried_out(office: Office) -> None:
    for half in (office.folder / "keys").iterdir():
        half.unlink()
    result = office.run("key", "list", office.organisation)
    assert result.output.endswith("PRIVATE KEY MISSING\n")


def test_a_further_key_waits_in_standby(any_office: Office) -> None:
    result = any_office.run("key", "create", any_office.organisation)
    assert result.exit_code == 0
    assert result.output == f"{any_office.organisation}/2  standby  private key here\n"
    assert states(any_office) == ["active", "active", "standby"]
    assert modes(any_office) == {0o600}
    assert len(list((any_office.folder / "keys").iterdir())) == 6


def test_rotating_takes_the_key_in_standby(any_office: Office) -> None:
    any_office.run("key", "create", any_office.organisation)
    result = any_office.run("key", "rotate", any_office.organisation)
    assert result.exit_code == 0
    assert result.output.startswith(f"{any_office.organisation}/2  active since 2026-11-22")
    assert states(any_office) == ["retired", "active", "active"]
    listed = any_office.run("key", "list", any_office.organisation).output.splitlines()
    assert [line.split()[1] for line in listed] == ["retired", "active"]


def test_rotating_without_one_makes_it(office: Office) -> None:
    result = office.run("key", "rotate", office.organisation)
    assert result.output.startswith(f"{office.organisation}/2  active")
    assert states(office) == ["retired", "active", "active"]


def test_after_a_rotation_badges_are_of_the_next_epoch_and_both_verify(office: Office) -> None:
    named = ("award", office.badge, "--activity", str(office.activity), "--criteria", "1")
    office.run(*named, "--roster", office.roster("Amina"))
    office.run("key", "rotate", office.organisation)
    office.run(*named, "--roster", office.roster("Bilal"))
    tokens = office.rows(select(Assertion.token, KeyEpoch.number, Assertion.mirror).join(KeyEpoch))
    assert sorted(number for _, number, _ in tokens) == [1, 2]
    for token, number, mirror in tokens:
        assert office.run("verify", token).exit_code == 0
        assert strict_json.loads(mirror)["badge"].endswith(f"/{number}.json")


@pytest.mark.parametrize("command", ["list", "create", "rotate"])
def test_an_unknown_organisation_is_answered_with_those_that_exist(
    office: Office, command: str
) -> None:
    result = office.run("key", command, "nobody")
    assert result.exit_code == 1
    assert "No organisation 'nobody'. There are: " in result.stderr
    assert office.organisation in result.stderr
    assert len(states(office)) == 2


def test_creating_a_key_takes_the_folder_from_everybody_else_and_says_so(office: Office) -> None:
    keys = office.folder / "keys"
    keys.chmod(0o755)
    result = office.run("key", "create", office.organisation)
    assert f"The folder {keys} is now yours alone (mode 0700)." in result.output
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    again = office.run("key", "create", office.organisation)
    assert "yours alone" not in again.output


def test_creating_a_key_makes_the_folder(office: Office) -> None:
    elsewhere = office.set(KEYS_DIR=str(office.folder / "not" / "yet"))
    assert elsewhere.run("key", "create", office.organisation).exit_code == 0
    assert stat.S_IMODE((office.folder / "not" / "yet").stat().st_mode) == 0o700


def test_rotating_only_refuses_a_folder_that_others_read(office: Office) -> None:
    (office.folder / "keys").chmod(0o750)
    result = office.run("key", "rotate", office.organisation)
    assert result.exit_code == 1
    assert "has mode 0750: it must be its owner's alone, run `chmod 700 " in result.stderr
    assert states(office) == ["active", "active"]


def test_no_key_is_kept_in_the_clear(office: Office) -> None:
    result = office.set(KEY_PASSPHRASE="").run("key", "create", office.organisation)
    assert result.exit_code == 1
    assert "BADGES_KEY_PASSPHRASE is not set" in result.stderr
    assert office.rows(select(func.count()).select_from(KeyEpoch)) == [(2,)]
    assert len(list((office.folder / "keys").iterdir())) == 4


def test_a_crash_between_the_halves_blocks_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.link", crash)
    result = office.run("key", "create", office.organisation)
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    monkeypatch.undo()
    assert states(office) == ["active", "active"]
    assert office.run("key", "create", office.organisation).exit_code == 0
