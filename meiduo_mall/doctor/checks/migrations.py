"""Whether the tables are those of this code."""

from collections.abc import Iterator

from django.db.migrations.executor import MigrationExecutor

from meiduo_mall.doctor.findings import Finding, error, fine, warning
from meiduo_mall.doctor.registry import Mall, check


@check("migrations.applied", needs="database.answers")
def applied(mall: Mall) -> Iterator[Finding]:
    executor = MigrationExecutor(mall.connection)
    loader = executor.loader
    pending = [f"{app}.{name}" for app, name in _missing(executor)]
    if pending:
        what = f"{len(pending)} migrations are pending, the first is {pending[0]}."
        why = "Pages that use the new tables answer 500."
        yield error(what, why, "Run: python manage.py migrate")
    ours = loader.migrated_apps
    newer = sorted(f"{app}.{name}" for app, name in loader.applied_migrations.keys() - _known(loader) if app in ours)
    if newer:
        what = f"The database has migrations that this code does not know, such as {newer[-1]}."
        yield warning(what, "It is older code, or another branch.", "Deploy the newer code, or migrate back with it.")
    if not pending and not newer:
        yield fine(f"All {len(loader.applied_migrations)} migrations are applied.")


def _missing(executor: MigrationExecutor) -> list[tuple[str, str]]:
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(migration.app_label, migration.name) for migration, _is_backward in plan]


def _known(loader: object) -> set[tuple[str, str]]:
    disk: dict[tuple[str, str], object] = getattr(loader, "disk_migrations", {})
    replaced = [key for migration in disk.values() for key in getattr(migration, "replaces", ())]
    return set(disk) | {(str(app), str(name)) for app, name in replaced}
