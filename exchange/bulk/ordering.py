"""Begins bulk edits, and orders their check and their run."""

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from access.models import User
from exchange.bulk.changes import Change
from exchange.bulk.models import BulkEdit
from exchange.bulk.running import check, parts_of, rows_of
from exchange.exporting import list_of, screen_of
from exchange.targets import target_for
from exchange.undoing.ordering import refuse_while_undone
from jobs.models import Job
from jobs.running import run as run_job
from jobs.running import start
from screens.screen import Screen

ROWS_AT_ONCE = 500
"Above so many rows a check runs in the worker."
State = BulkEdit.State


def begin(*, user: User, screen: Screen, query: str = "", ids: Collection[int] | None = None) -> BulkEdit:
    """A new bulk edit of these records, or of all that the list has at this address; raises ValidationError."""
    target_for(screen.model)
    if ids is None:
        list_of(screen=screen, user=user, query=query)
    elif not ids:
        raise ValidationError(_("Tick the rows that are to be changed."))
    wanted = None if ids is None else sorted(set(ids))
    return BulkEdit.objects.create(screen=screen.slug, user=user, query=query, ids=wanted)


@transaction.atomic
def order_check(*, edit: BulkEdit, changes: Sequence[Change]) -> BulkEdit:
    """Keeps what is to be changed and checks all records: a few hundred at once, more in the worker.

    Raises ValidationError.
    """
    edit = locked(edit)
    if edit.started or (edit.job and not edit.job.finished):
        raise ValidationError(_("This has begun already: go back to the list to change more."))
    edit.changes, edit.state, edit.job = [each.values() for each in changes], State.CHOOSING, None
    parts_of(edit)
    number = edit.found or rows_of(edit).order_by()[: ROWS_AT_ONCE + 1].count()
    if not number:
        raise ValidationError(_("There are no such records."))
    if number > ROWS_AT_ONCE:
        edit.job = start(kind="bulk-check", user=edit.user, arguments={"edit": edit.pk})
        edit.save()
    else:
        edit.save()
        check(edit=edit)
    return edit


@transaction.atomic
def order_run(*, edit: BulkEdit) -> Job:
    """Orders the run of a checked edit, or the rest of one that a fault has stopped; raises ValidationError."""
    edit = locked(edit)
    if edit.job and not edit.job.finished:
        return edit.job
    if edit.state not in (State.CHECKED, State.RUNNING):
        raise ValidationError(_("Look first at what would be changed."))
    refuse_while_undone(edit.job)
    edit.job = start(kind="bulk-edit", user=edit.user, arguments={"edit": edit.pk})
    edit.save()
    return edit.job


def edit_now(
    *, user: User, screen: str, changes: Sequence[Change], query: str = "", ids: Collection[int] | None = None
) -> BulkEdit:
    """Checks and changes these records here and now, as a command does; raises ValidationError.

    The edit tells what became of them, and its job how long that took.
    """
    edit = begin(user=user, screen=screen_of(screen), query=query, ids=ids)
    edit.changes = [each.values() for each in changes]
    edit.save()
    for kind in ("bulk-check", "bulk-edit"):
        edit.job = start(kind=kind, user=user, arguments={"edit": edit.pk}, foreground=True)
        edit.save()
        run_job(edit.job)
        if edit.job.state != Job.State.DONE:
            raise ValidationError(edit.job.message)
        edit.refresh_from_db()
    return edit


def locked(edit: BulkEdit) -> BulkEdit:
    """The edit as it is now, for the rest of the transaction nobody else's; raises ValidationError if it is gone."""
    try:
        return BulkEdit.objects.select_for_update(of=("self",)).select_related("job", "user").get(pk=edit.pk)
    except BulkEdit.DoesNotExist as error:
        raise ValidationError(_("This bulk edit is not there any more; begin anew from the list.")) from error
