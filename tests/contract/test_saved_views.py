"""What every list promises of its saved views: what was saved opens again, and says when it was changed."""

from screens.models import SavedView
from tests.contract.conftest import Case


def test_a_view_opens_as_it_was_saved(case: Case):
    case.make(2)
    columns = "&".join(f"columns={name}" for name in [*case.screen.attributes(case.user)][:3])
    shown = case.client.get(f"{case.url()}?archived=1&{columns}&size=20")
    assert case.client.get(shown.context["views"].add_url).status_code == 200
    added = case.client.post(shown.context["views"].add_url, {"name": "Mine"})
    view = SavedView.objects.get()
    assert added.status_code == 302 and added["Location"] == f"{case.url()}?view={view.pk}"
    page = case.client.get(added["Location"], follow=True)
    views, query = page.context["views"], page.context["query"]
    assert views.current == view and not views.changed and not views.missing
    assert query.archived and query.size == 20 and len(query.columns) == 3
    usual = case.screen.ordering
    turned = usual.removeprefix("-") if usual.startswith("-") else f"-{usual}"
    changed = case.client.get(f"{case.url()}?sort={turned}&view={view.pk}").context["views"]
    assert changed.changed


def test_a_view_of_somebody_else_is_none(case: Case):
    case.make()
    for address in ("?view=999", "?view=x", "?view=-1"):
        refused = case.page(address, status=400)
        assert refused.select_one("#results .pr-note.c-red") and not refused.select("tbody tr"), address
    assert len(case.page("?sort=" + case.screen.ordering + "&view=999").select("tbody tr")) == 1
