"""How alembic runs a step: on the connection and in the transaction it is handed."""

from alembic import context

from vector.store.tables import Model


def run() -> None:
    """Run the steps that lead to the wanted revision."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Model.metadata,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


# Alembic loads this file under that name; whoever else imports it only reads it.
if __name__ == "env_py":
    run()
