"""A whole installation for tests that only look: demonstration data, imports at every step, a job, a reader."""

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from access.models import Role, User
from counterparties.comments.writing import write_comment
from counterparties.events.saving import save_event
from counterparties.models import Address, Counterparty, Event, HoldingMember, PersonalDocument
from exchange.mapping import ColumnMapping
from exchange.models import ImportRun
from exchange.ordering import order_check, order_import
from exchange.uploading import take_file
from jobs.models import Job
from jobs.running import run, start
from reference.models import EventType, Feature, Nomenclature, Status
from screens.notices.telling import notify

FILE = "Legal name;LEI;Country\nAlpha;213800OK2JEGZ4GE7M14;IT\nBeta;391200J2KPJZYV13G605;DE\n\nGamma;;DE\n"


@dataclass
class Town:
    """The address of the server, its visitors (an administrator, a reader), and numbers and codes of records."""

    url: str
    sessions: dict[str, str]
    values: dict[str, Any]

    def path(self, template: str) -> str:
        """An address with the values filled in: "/counterparties/{holding}/"."""
        return template.format(**self.values)


def build(url: str) -> Town:
    """Fills the database."""
    for command in ("load_reference_defaults", "load_demonstration"):
        call_command(command, stdout=io.StringIO())
    maria = User.objects.create_superuser("maria", "maria@example.bg", "nine-lives-of-a-cat")
    reader = User.objects.create_user("rada", "rada@example.bg", "nine-lives-of-a-cat")
    reader.roles.set(Role.objects.filter(code="reader"))
    found = records()
    values = found | work_of(maria) | {"event": events_of(maria, found["member"])}
    return Town(url, {user.username: session_of(user) for user in (maria, reader)}, values)


def session_of(user: User) -> str:
    """The cookie of somebody who has signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def records() -> dict[str, Any]:
    """The numbers of some records worth looking at."""
    live = Counterparty.objects.filter(archived_at=None)
    member = HoldingMember.objects.filter(archived_at=None, counterparty__archived_at=None).first()
    assert member is not None
    document = PersonalDocument.objects.order_by("pk")[0]
    found: dict[str, Any] = {
        "document": document.pk,
        "documented": document.counterparty_id,
        "holding": member.holding_id,
        "holding_code": member.holding.code,
        "member": member.counterparty_id,
        "person": live.filter(person_kind="natural"),
        "bank": live.filter(kinds__contains=["bank"]),
        "company": live.filter(kinds__contains=["company"], signatory__isnull=False),
        "empty": live.filter(contactperson=None, kinds__contains=["customer"]),
        "archived": Counterparty.objects.exclude(archived_at=None),
        "address": Address.objects.filter(counterparty=member.counterparty_id),
        "status": Status.objects.filter(code="active"),
        "feature": Feature.objects.filter(code="industry"),
        "region": Nomenclature.objects.filter(code="region"),
    }
    return {name: rows.order_by("pk")[0].pk if isinstance(rows, QuerySet) else rows for name, rows in found.items()}


def events_of(user: User, counterparty: int) -> int:
    """Events of all sorts in one file, a comment and a notice; the number of one of them."""
    call, meeting = EventType.objects.filter(code__in=("call", "meeting"))
    morning = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    hours = [{"begins": morning, "ends": morning + timedelta(hours=each)} for each in (1, 2)]
    sorts: list[dict[str, Any]] = [
        {"topic": "Обаждане за офертата", "type": call, "note": "Два\nреда", "phone": "0888 123 456"} | hours[0],
        {"topic": "Преговори", "type": meeting, "visibility": "private", "related_users": [user]} | hours[1],
        {"topic": "Изложение", "type": meeting, "begins": morning, "all_day": True},
        {"topic": "Седмична среща", "type": meeting, "repeat": "weekly", "every": 1, "times": 3} | hours[0],
        {"topic": "Отдавна", "type": call, "begins": morning - timedelta(days=9), "stage": "past", "outcome": "Да"},
    ]
    owner = Counterparty.objects.get(pk=counterparty)
    made = [save_event(user=user, record=Event(counterparty=owner), values=values) for values in sorts]
    write_comment(user=user, record=owner, event=made[0], text="Чака отговор")
    notify(users=[user], text=lambda: "Обаждане „Офертата“", detail=lambda: "С Мария", url=f"/events/{made[0].pk}/")
    return made[0].pk


def work_of(user: User) -> dict[str, int]:
    """Imports at every step, and an export as a job."""
    runs = {name: import_to(name, user) for name in ("mapped", "waiting", "checked", "imported")}
    export = start(kind="export", user=user, arguments={"screen": "counterparties", "query": "", "format": "xlsx"})
    run(export)
    imported = ImportRun.objects.get(pk=runs["imported"])
    return runs | {"export": export.pk, "job": imported.job_id or 0}


def import_to(step: str, user: User) -> int:
    """An import that stands at this step."""
    made = take_file(user=user, target="counterparties", upload=SimpleUploadedFile(f"{step}.csv", FILE.encode()))
    if step != "mapped":
        order_check(run=made, mapping=ColumnMapping.of(made.mapping))
    if step in ("checked", "imported"):
        work()
    if step == "imported":
        order_import(run=made)
        work()
    return made.pk


def work() -> None:
    """What the worker does."""
    for job in Job.objects.filter(state="waiting").order_by("-pk")[:1]:
        assert run(job).state == "done", job.message
