"""Addresses of the configuration screen."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from reference.views import (
    ArrangeView,
    ChangesView,
    DeleteView,
    FormView,
    ListView,
    LookupView,
    MoveChosenView,
    VerbView,
)
from screens.registry import screens
from screens.screen import Screen

ROW_VERBS = ("up", "down", "stop", "start")


def patterns(screen: Screen) -> list[URLPattern]:
    """The list, the forms and the verbs of one tab."""
    found = {
        "list": ("", ListView.as_view(screen=screen)),
        "add": ("add/", FormView.as_view(screen=screen)),
        "edit": ("<int:pk>/edit/", FormView.as_view(screen=screen)),
        "delete": ("<int:pk>/delete/", DeleteView.as_view(screen=screen)),
        "arrange": ("arrange/", ArrangeView.as_view(screen=screen)),
    }
    found |= {verb: (f"<int:pk>/{verb}/", VerbView.as_view(screen=screen, verb=verb)) for verb in ROW_VERBS}
    return [path(screen.path + end, view, name=f"{screen.slug}-{name}") for name, (end, view) in found.items()]


urlpatterns = [
    path("settings/reference/", RedirectView.as_view(pattern_name="types-list"), name="configuration"),
    path(
        "settings/reference/nomenclatures/<int:parent>/items/lookup/",
        LookupView.as_view(screen=screens["items"]),
        name="items-lookup",
    ),
    path("settings/reference/history/", ChangesView.as_view(screen=screens["types"]), name="configuration-changes"),
    path(
        "settings/reference/features/move/",
        MoveChosenView.as_view(screen=screens["features"]),
        name="features-move",
    ),
    *(
        pattern
        for slug in ("types", "statuses", "features", "feature-groups", "nomenclatures", "items")
        for pattern in patterns(screens[slug])
    ),
]
