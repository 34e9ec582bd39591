"""The worker's part: putting a data-subject package together."""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from access.models import User
from counterparties.models import ContactPerson, Counterparty, SubjectPackage
from counterparties.printing.making import file_name, path_of
from counterparties.querysets import rights_of
from counterparties.subject_packages.making import MANIFEST, Package, make_package
from counterparties.subject_packages.readme import readme
from counterparties.subject_packages.subjects import Place, chosen, everywhere, matches_of, subject_of
from exchange.exporting import FILES
from exchange.tasks import export_address
from history.recording import recorded
from jobs.registry import job
from jobs.running import Progress

KIND = "subject-package"
FILES.add(KIND)


@dataclass(frozen=True)
class Order:
    """What a package is made of: the person, the ticked others, and whether other people of the file are put in."""

    counterparty: int
    person: int | None
    ticked: list[str]
    people: bool

    @property
    def arguments(self) -> dict[str, Any]:
        return asdict(self)


@job(KIND, label=_("Data-subject package"), address=export_address)
def make(progress: Progress) -> dict[str, Any]:
    """Makes a package below the media and writes down that it was made; a repeated attempt makes it anew, unless that
    is written down already.
    """
    if "file" in progress.job.result:
        return progress.job.result
    user, order = progress.job.user, Order(**progress.job.arguments)
    if user is None or not rights_of(user).whole:
        raise ValidationError(gettext("A package needs a user who may see and export counterparties of every type."))
    places, not_chosen = places_of(user, order)
    file, path = path_of(progress, "zip")
    progress.stage(gettext_noop("Putting the package together"))
    asked: dict[str, Any] = {"user": user, "places": places, "not_chosen": not_chosen}
    try:
        package = make_package(path, readme=readme, step=lambda done: progress.step(done=done), **asked)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    result = {**told(package, file), "name": file_name(places[0].record, "zip", places[0].name)}
    with recorded(user_id=user.pk, run=f"job:{progress.job.pk}"):
        write_down(package)
        # Of one transaction with the proof: no attempt writes another one.
        progress.job.result = result
        progress.job.save(update_fields=["result"])
    return result


def places_of(user: User, order: Order) -> tuple[list[Place], int]:
    """Where the data are, and how many others were offered and not ticked; raises ValidationError."""
    try:
        subject = subject_of(user, order.counterparty, order.person)
    except (Counterparty.DoesNotExist, ContactPerson.DoesNotExist):
        raise ValidationError(gettext("This person is not there any more.")) from None
    matches = matches_of(subject, user)
    others = chosen(matches, order.ticked)
    found = [place for each in (subject, *others) for place in everywhere(each, user)]
    # The place that was asked for stands first, and names the package.
    places = [replace(each, people=order.people and each.person is None) for each in dict.fromkeys([subject, *found])]
    return places, len(matches) - len(others)


def write_down(package: Package) -> list[Model]:
    """Writes to the history of every file with a part in it that the package was made."""
    (digest,) = (entry.sha256 for entry in package.archive.entries if entry.path == MANIFEST)
    values: dict[str, Any] = {"subject": package.subject, "made_by": package.user, "digest": digest}
    return [
        SubjectPackage.objects.create(counterparty=place.record, person=place.person, **values)
        for place in package.places
    ]


def told(package: Package, file: Path) -> dict[str, Any]:
    rows = sum(count.rows for count in package.counts)
    return {"file": str(file), "rows": rows, "allowed": rows, "shown": rows}
