"""Whether the installation works: database, migrations and worker, for whoever watches over it."""

from datetime import timedelta
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateWorker

# The worker gives a sign of life every ten seconds.
WORKER_MAY_BE_SILENT = timedelta(seconds=60)


@require_safe
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when pages can be served, else 503; the worker is told, but its absence stops no page."""
    try:
        missing = missing_migrations()
        state = {
            "database": "ok",
            "migrations": f"{missing} missing" if missing else "ok",
            "worker": "ok" if worker_lives() else "not running",
        }
    except DatabaseError:
        state = {"database": "not reachable", "migrations": "unknown", "worker": "unknown"}
    fine = state["database"] == state["migrations"] == "ok"
    return JsonResponse(state, status=200 if fine else 503)


def missing_migrations() -> int:
    """How many migrations of this release the database has not had."""
    return len(expected_migrations() - MigrationRecorder(connection).applied_migrations().keys())


@cache
def expected_migrations() -> frozenset[tuple[str, str]]:
    """All migrations of this release; read from disk once."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


def worker_lives() -> bool:
    """Whether a worker gave a sign of life lately."""
    since = timezone.now() - WORKER_MAY_BE_SILENT
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists()
