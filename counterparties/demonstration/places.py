"""Some places for the location lists, so that addresses of invented counterparties can be chosen: real ones."""

from collections.abc import Collection

from counterparties.addresses.linking import link
from counterparties.demonstration.happening import happened
from counterparties.models import Address, Counterparty
from history.models import Change
from reference.locations.holders import uses
from reference.locations.saving import save_location
from reference.models import Location
from reference.models.locations import Level, LocationQuerySet

COUNTRY = "BG"


def add_places(made: Collection[Counterparty]) -> None:
    """Adds areas and settlements, unless the lists hold some already, and links the addresses to them."""
    if listed().exists():
        return
    found: dict[str, Location] = {}
    for row in happened()["places"]:
        parent, level = found.get(row.get("under", "")), Level.SETTLEMENT if "under" in row else Level.AREA
        values = {name: value for name, value in row.items() if name != "under"}
        location = Location(country=COUNTRY, level=level, parent=parent, **values)
        found[row["code"]] = save_location(record=location)
    link(list(Address.objects.filter(counterparty__in=made).values_list("pk", flat=True)))


def remove_places(*, run: str) -> list[str]:
    """Removes what this run has added, when nobody uses it; the names of what stays.

    All of it stays where the lists hold further places: somebody may have imported the same ones again.
    """
    inserts = Change.objects.filter(table=Location._meta.db_table, action=Change.Action.INSERT, run=run)
    added = listed().filter(pk__in=inserts.values("record_id"))
    edited = Change.objects.filter(table=Location._meta.db_table, record_id__in=added.values("pk")).exclude(run=run)
    if not added:
        return []
    if listed().exclude(pk__in=added).exists() or edited.exists() or any(uses([row.pk for row in added]).values()):
        return list(dict.fromkeys(str(row) for row in added))
    for level in (Level.SETTLEMENT, Level.AREA):
        added.filter(level=level).delete()
    return []


def listed() -> LocationQuerySet:
    """The places of the lists, countries apart: these come with the product."""
    return Location.objects.exclude(level=Level.COUNTRY)
