"""Where addresses are entered as any text, and where from the lists only."""

from collections.abc import Collection

from reference.models import AddressRule
from reference.models.locations import Mode
from reference.remembering import remembered
from reference.tree import types


@remembered
def address_rules() -> list[AddressRule]:
    """The rules at work; one query."""
    return list(AddressRule.objects.filter(archived_at=None).order_by("pk"))


def rules_name_types() -> bool:
    """Whether it matters which types a counterparty has."""
    return any(rule.type_id for rule in address_rules())


def mode_of(country: str, ticked: Collection[int]) -> Mode:
    """How an address in this country is entered for a counterparty with these types.

    The rule that says most decides: one that names the country goes before one that does not, a type lower in the
    tree before a higher one. Of several that say as much the strict one holds; without any the text is free.
    """
    if not (rules := address_rules()):
        return Mode.FREE
    depths = {node.pk: depth for pk in ticked for depth, node in enumerate(types().ancestors(pk), 1)}
    fitting = [
        ((bool(rule.country), depths.get(rule.type_id or 0, 0), rule.mode == Mode.STRICT), rule.mode)
        for rule in rules
        if rule.country in ("", country) and (rule.type_id is None or rule.type_id in depths)
    ]
    return Mode(max(fitting)[1]) if fitting else Mode.FREE
