"""What spreadsheets leave behind: runs with their rows, remembered mappings, and which row made which record."""

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.models import Ability, Action, User
from access.policy import can
from access.rows import VisibleQuerySet
from exchange.bulk.models import BulkEdit as BulkEdit  # the models of the packages
from exchange.bulk.models import BulkRow as BulkRow
from exchange.reading import Sheet
from exchange.targets import confidential
from exchange.undoing.models import Undoing as Undoing
from exchange.undoing.models import UndoneRow as UndoneRow
from jobs.models import Job


class RunQuerySet(VisibleQuerySet):
    """Imports: with the right to import one sees one's own, with that to edit settings those of all that may be seen.

    What is confidential in a file is its user's alone, whatever rights others have.
    """

    def visible_to(self, user: User, action: Action = Action.SEE) -> Self:
        if not self.addable_by(user):
            return self.none()
        own = models.Q(user=user)
        return self.filter(own | ~models.Q(target__in=confidential()) if can(user, Ability.CONFIGURE) else own)

    def addable_by(self, user: User) -> bool:
        return can(user, Ability.IMPORT)


class ProfileQuerySet(VisibleQuerySet):
    """Mappings are shared by all who may import; one changes one's own, with the right to edit settings all."""

    def visible_to(self, user: User, action: Action = Action.SEE) -> Self:
        if not self.addable_by(user):
            return self.none()
        return self.all() if action == Action.SEE or can(user, Ability.CONFIGURE) else self.filter(user=user)

    def addable_by(self, user: User) -> bool:
        return can(user, Ability.IMPORT)


class Outcome(models.TextChoices):
    """What became of a row. The balance: read = created + updated + same + skipped + failed."""

    CREATED = "created", _("Created")
    UPDATED = "updated", _("Updated")
    SAME = "same", _("Unchanged")
    SKIPPED = "skipped", _("Skipped")
    FAILED = "failed", _("Failed")


COUNTED = (Outcome.CREATED, Outcome.UPDATED, Outcome.SAME, Outcome.SKIPPED, Outcome.FAILED)


class Profile(models.Model):
    """A mapping under a name; it is suggested for files with the same headers."""

    name = models.CharField(_("name"), max_length=100)
    target = models.CharField(_("what it imports"), max_length=50)
    headers = ArrayField(models.TextField(), verbose_name=_("headers"), default=list)
    mapping = models.JSONField(_("mapping"), default=dict)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("made by"), related_name="+", null=True
    )

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["target", "name"], name="one_mapping_a_name"),)

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One file on its way in: how it is read, what its columns mean, how far it is, what became of its rows.

    `last_line` and the counts change in one transaction with the records and rows of a chunk, so a run goes on
    after a crash exactly behind its last commit.
    """

    class State(models.TextChoices):
        MAPPING = "mapping", _("to be mapped")
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        IMPORTING = "importing", _("being imported")
        DONE = "done", _("imported")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    STARTED = (State.IMPORTING, State.DONE, State.CANCELLED, State.FAILED)
    "The states in which records may have been written."

    target = models.CharField(_("what it imports"), max_length=50)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("imported by"), related_name="+", null=True
    )
    file = models.FileField(_("file"), upload_to="imports/%Y/%m/", max_length=300, blank=True)
    path = models.TextField(_("path of a file on the server"), blank=True)
    name = models.CharField(_("file"), max_length=255)
    digest = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True, default="", db_default="")
    sheet = models.JSONField(_("how it is read"), default=dict)
    mapping = models.JSONField(_("mapping"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.MAPPING)
    job = models.ForeignKey(Job, models.SET_NULL, verbose_name=_("job"), related_name="+", null=True)
    created_at = models.DateTimeField(_("chosen"), auto_now_add=True)
    last_line = models.BigIntegerField(_("last line"), default=0)
    read = models.BigIntegerField(_("read"), default=0)
    created = models.BigIntegerField(_("created"), default=0)
    updated = models.BigIntegerField(_("updated"), default=0)
    same = models.BigIntegerField(_("unchanged"), default=0)
    skipped = models.BigIntegerField(_("skipped"), default=0)
    failed = models.BigIntegerField(_("failed"), default=0)
    found = models.BigIntegerField(_("rows found by the check"), null=True)
    otherwise = models.BigIntegerField(_("not as the check had told"), default=0)
    basis = models.TextField(_("what the check rests on"), blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = (
            models.Index(fields=["user", "-id"], name="import_of_user"),
            models.Index(fields=["digest"], name="import_of_file"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(read=F("created") + F("updated") + F("same") + F("skipped") + F("failed")),
                name="import_balances",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exchange:run", args=[self.pk])

    @property
    def reading(self) -> Sheet:
        """How the file is read."""
        return Sheet.of(self.sheet)

    @property
    def headers(self) -> list[str]:
        """The headers of the file, as far as it was looked at."""
        return list(self.sheet.get("headers", ()))

    @property
    def counts(self) -> dict[str, int]:
        """The balance."""
        return {name: getattr(self, name) for name in ("read", *COUNTED)}

    @property
    def to_write(self) -> int:
        """How many rows the import would write after a check."""
        return self.created + self.updated

    @property
    def started(self) -> bool:
        """Whether records may have been written."""
        return self.state in self.STARTED


class StagedRow(models.Model):
    """A row of a run with its outcome; the next stage of the run replaces what a check has left.

    The key to the run is not checked by the database: that would cost as much as the row itself, a million times.
    The table is logged: after a crash the rows that were committed must still say what became of them.
    `errors` are lists of column, value and reason, `changes` are by attribute the old text and the new one. What a
    check has judged is kept to be written: `version` of the record that it saw, `work` (see exchange.targets), and
    `keys` that only one row may have. The id of a record that is to be created is given by the check. `planned` is
    the outcome that the check had told, where another came of it.
    """

    pk = models.CompositePrimaryKey("run_id", "line")
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows", db_constraint=False, db_index=False)
    line = models.BigIntegerField(_("line"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    record_id = models.BigIntegerField(_("record"), null=True)
    planned = models.CharField(_("planned outcome"), max_length=10, null=True, choices=Outcome)
    version = models.PositiveIntegerField(_("version"), null=True)
    digest = models.UUIDField(_("hash of the raw row"), null=True)
    keys = ArrayField(models.TextField(), verbose_name=_("keys"), null=True)
    cells = ArrayField(models.TextField(), verbose_name=_("cells"), null=True)
    errors = models.JSONField(_("errors"), null=True)
    changes = models.JSONField(_("changes"), null=True)
    work = models.JSONField(_("work"), null=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        indexes = (
            models.Index(
                fields=["run", "outcome", "line"],
                name="staged_row_by_outcome",
                condition=models.Q(outcome__in=["updated", "skipped", "failed"]),
            ),
            models.Index(
                fields=["record_id"], name="staged_row_of_record", condition=models.Q(record_id__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.run_id}, {self.line}"


class Source(models.Model):
    """The hash of a raw row with its mapping, and the record and version that it led to: the same row again is
    unchanged while the record has this version.
    """

    hash = models.UUIDField(primary_key=True)
    record_id = models.BigIntegerField(_("record"))
    version = models.PositiveIntegerField(_("version"))

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")

    def __str__(self) -> str:
        return str(self.hash)


def counting(**counts: int) -> dict[str, Any]:
    """The counts as additions to those in the database."""
    return {name: F(name) + number for name, number in counts.items()}
