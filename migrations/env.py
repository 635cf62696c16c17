"""How Alembic reaches the database: over the application's engine, with its metadata."""

from alembic import context
from flask import current_app

engine = current_app.extensions["migrate"].db.engines[None]
metadata = current_app.extensions["migrate"].db.metadatas[None]

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        render_as_batch=engine.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()
