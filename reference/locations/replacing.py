"""Unites a wrong location with the right one: whatever has it gets the other, with what stands under it."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from access.models import User
from jobs.models import FINISHED, Job
from jobs.running import start as start_job
from reference.features.rewriting import AT_ONCE, JobWork, Work, chunks
from reference.holding import let_writers_through
from reference.locations.holders import holders, uses
from reference.models import Location
from reference.models.locations import Level

REPLACE = "replace-location"
Pair = tuple[Location, Location]


@transaction.atomic
def replace_location(*, location: Location, by: Location, keep: bool, user: User | None) -> Job | None:
    """Gives all addresses the other location; the wrong one stays as another name of it (`keep`), or is deleted.

    At once where few have it, else by the job that is returned. What stands under the wrong one moves under the right
    one, or is united with what is called the same there. Raises ValidationError by field.
    """
    let_writers_through()
    location, by = as_stored(location.pk), as_stored(by.pk)
    refuse_target(location, by)
    refuse_at_work(location, by)
    pairs = pairs_of(location, by)
    if sum(uses([was.pk for was, _by in pairs]).values()) <= AT_ONCE:
        _move(pairs, Work())
        _finish(pairs, keep=keep)
        return None
    arguments = {"location": location.pk, "name": str(location), "by": by.pk, "keep": keep}
    return start_job(kind=REPLACE, user=user, arguments=arguments)


def replace_everywhere(work: JobWork) -> dict[str, Any]:
    """What the job does; called again after a crash it goes on with the rows that are left."""
    wanted, before = work.progress.job.arguments, work.progress.job.done
    location = Location.objects.filter(pk=wanted["location"], replaced_by=None).first()
    if location is None:
        return {"rows": before}
    pairs = pairs_of(location, as_stored(wanted["by"]))
    left = sum(uses([was.pk for was, _by in pairs]).values())
    work.stage(gettext_noop("Replacing the location"), expected=before + left, done=before)
    done = before + _move(pairs, work, before)
    with work.transaction():
        let_writers_through()
        location, by = as_stored(location.pk), as_stored(wanted["by"])
        refuse_target(location, by)
        pairs = pairs_of(location, by)
        done += _move(pairs, Work())
        _finish(pairs, keep=wanted["keep"])
    return {"rows": done}


def as_stored(pk: int) -> Location:
    """The location as it is now; raises ValidationError when it is gone."""
    found = Location.objects.select_related("parent").filter(pk=pk).first()
    if found is None:
        raise ValidationError(_("The location has been removed meanwhile; choose another."))
    return found


def refuse_target(location: Location, by: Location) -> None:
    """Raises ValidationError where one cannot stand for the other."""
    names = {"location": location, "by": by, "level": location.get_level_display()}
    if location.level == Level.COUNTRY:
        raise ValidationError(_("Countries are those of the standard: stop it instead."))
    if location.replaced_by_id:
        raise ValidationError(_("“%(location)s” is only another name by now.") % names)
    if location.pk == by.pk:
        raise ValidationError({"by": _("“%(location)s” cannot take its own place: choose another.") % names})
    if (location.level, location.country) != (by.level, by.country):
        raise ValidationError({"by": _("Choose one of the same country and kind: %(level)s.") % names})
    if by.replaced_by_id or by.stopped:
        raise ValidationError({"by": _("“%(by)s” is stopped: start it or choose another.") % names})


def refuse_at_work(*locations: Location) -> None:
    """Raises ValidationError while a job is replacing one of them, or by one of them."""
    ids = [location.pk for location in locations]
    jobs = Job.objects.filter(kind=REPLACE).exclude(state__in=FINISHED)
    if jobs.filter(arguments__location__in=ids).exists() or jobs.filter(arguments__by__in=ids).exists():
        raise ValidationError(_("A job is replacing one of them: wait until it is done."))


def pairs_of(location: Location, by: Location) -> list[Pair]:
    """The two, and those under them that are called the same; the lowest ones first."""
    return list(reversed(list(_pairs(location, by))))


def _pairs(location: Location, by: Location) -> Iterator[Pair]:
    yield location, by
    theirs = list(by.children.filter(replaced_by=None).exclude(pk=location.pk).select_related("parent").order_by("pk"))
    known = {(row.level, key): row for row in reversed(theirs) for key in (row.key_bg, row.key_en) if key}
    for child in location.children.filter(replaced_by=None).select_related("parent").order_by("pk"):
        keys = ((child.level, key) for key in (child.key_bg, child.key_en) if key)
        if same := next((known[key] for key in keys if key in known), None):
            yield from _pairs(child, same)


def _move(pairs: list[Pair], work: Work, before: int = 0) -> int:
    done = before
    for was, by in pairs:
        for holder in holders:
            for chunk in chunks(holder.held(was)):
                with work.transaction():
                    holder.move(chunk, was=was, by=by)
                done += len(chunk)
                work.step(done)
    return done - before


def _finish(pairs: list[Pair], *, keep: bool) -> None:
    for was, by in pairs:
        for child in was.children.filter(replaced_by=None):
            child.parent = by
            child.save(update_fields=["parent"])
        was.others.update(replaced_by=by)
        if keep:
            Location.objects.filter(pk=was.pk).update(replaced_by=by)
        else:
            was.children.update(parent=by)
            was.delete()
