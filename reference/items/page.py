"""The page of a nomenclature: its items with the numbers of those who use them, and what surrounds them."""

from typing import Any

from access.models import Ability, User
from access.policy import can
from reference.arranging import Siblings
from reference.items.counts import count_items
from reference.items.lines import PAGE, of_items, path_to, say_paths
from reference.items.state import State
from reference.models import Nomenclature, NomenclatureItem
from reference.tree import Items
from screens.registry import screens


def items_page(nomenclature: Nomenclature, state: State, user: User) -> dict[str, Any]:
    """What the page shows, in a constant number of queries."""
    screen = screens["items"]
    home = screen.url(parent=nomenclature)
    items = Items([nomenclature.pk])
    lines = of_items(nomenclature, state, home)
    if state.search:
        say_paths(lines, items)
    shown = [line.record.pk for line in lines]
    uses = count_items(user=user, nomenclature=nomenclature, items=items, shown=shown, patiently=state.counted)
    for line in lines:
        line.uses = uses[line.record.pk] if uses else []
    total = Siblings(NomenclatureItem, (nomenclature.pk, state.inside or None)).rows.count()
    return {
        "lines": lines,
        "features": [use.feature for use in lines[0].uses] if lines else [],
        "may_import": can(user, Ability.IMPORT) and can(user, Ability.CONFIGURE),
        "uncounted": uses is None,
        "count_url": home + state.query(counted=True),
        "path": path_to(nomenclature, state.inside) if state.inside else [],
        "items_url": home,
        "add_url": screen.url("add", parent=nomenclature) + state.query(under=state.inside),
        "paste_url": screen.url("paste", parent=nomenclature) + state.query(under=state.inside),
        "total_here": total,
        "previous": home + state.query(after=max(0, state.after - PAGE)) if state.after else "",
        "next": home + state.query(after=state.after + PAGE) if total > state.after + PAGE else "",
    }
