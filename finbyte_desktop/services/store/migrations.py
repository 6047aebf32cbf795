"""Alembic migrations, run in one explicit transaction each with the version number inside it."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from finbyte_desktop.services.store.schema import metadata

VERSIONS = Path(__file__).parent / "versions"


def _script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent / "alembic_home"))
    config.set_main_option("version_locations", str(VERSIONS))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def newest_version() -> int:
    """The newest format that this program knows."""
    return int(_script().get_current_head() or "0")


def current_version(engine: Engine) -> int:
    """The format of the open file; 0 for one without tables."""
    with engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    return int(revision or "0")


def migrate(engine: Engine) -> None:
    """Brings the file to the newest format, all or nothing."""
    script = _script()

    def upgrade(revision: object, _context: object) -> object:
        return script._upgrade_revs("head", revision)  # type: ignore[arg-type]  # Alembic's own way in

    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        environment = EnvironmentContext(Config(), script, fn=upgrade)
        environment.configure(
            connection=connection, target_metadata=metadata, fn=upgrade, transactional_ddl=True
        )
        with environment.begin_transaction():
            environment.run_migrations()
        connection.commit()
