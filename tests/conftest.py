"""What every test may ask for; each kind of fixture has its module in tests/fixtures."""

from hypothesis import settings

# In the order of who imports whom: pytest rewrites the assertions of what is not yet imported.
pytest_plugins = [
    "tests.fixtures.browser",
    "tests.fixtures.live_server",
    "tests.fixtures.oracle",
    "tests.fixtures.postgres",
    "tests.fixtures.database",
    "tests.fixtures.settled",
    "tests.fixtures.desk",
    "tests.fixtures.mail_server",
    "tests.fixtures.basement",
]

# The same examples on every run, so that a change is judged by what it changed;
# `pytest --hypothesis-profile=hunt` looks for new ones. No deadline: machines are shared.
settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.register_profile("hunt", deadline=None, max_examples=2_000)
settings.load_profile("house")
