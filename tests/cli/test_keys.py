"""`badges key`: create, list, rotate."""

from tests.cli.office import Office


def test_each_epoch_is_listed(office: Office) -> None:
    result = office.run("key", "list", office.organisation)
    assert result.output == f"{office.organisation}/1  active since 2026-11-22  private key here\n"
    assert result.exit_code == 0
