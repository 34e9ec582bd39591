"""Addresses of the configuration screen."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from reference.features.views import AskingDeleteView, ConvertView, ReplaceView
from reference.file_tabs.screen import FileTabRights
from reference.items.views import ItemLookupView, ItemVerbView, PasteView
from reference.locations import views as locations
from reference.tabs import TABS, WITHIN
from reference.views import (
    ArrangeView,
    ChangesView,
    DeleteView,
    FormView,
    ListView,
    MoveChosenView,
    VerbView,
)
from screens.registry import screens
from screens.screen import Screen

ROW_VERBS = {"up": "up", "down": "down", "stop": "stop", "start": "start"}
ITEM_VERBS = ROW_VERBS | {"in": "into", "out": "out", "reparent": "reparent"}
"By the end of the address: the method of the view."


def patterns(screen: Screen) -> list[URLPattern]:
    """The list, the forms and the verbs of one tab."""
    asking = dict.fromkeys(("features", "form-fields", "items"), AskingDeleteView)
    found = {
        "list": ("", ListView.as_view(screen=screen)),
        "add": ("add/", FormView.as_view(screen=screen)),
        "edit": ("<int:pk>/edit/", FormView.as_view(screen=screen)),
        "delete": ("<int:pk>/delete/", asking.get(screen.slug, DeleteView).as_view(screen=screen)),
    }
    views, made = (ITEM_VERBS, ItemVerbView) if screen.slug == "items" else (ROW_VERBS, VerbView)
    if screen.slug == "items":
        found["lookup"] = ("lookup/", ItemLookupView.as_view(screen=screen))
        found["replace"] = ("<int:pk>/replace/", ReplaceView.as_view(screen=screen))
        found["paste"] = ("paste/", PasteView.as_view(screen=screen))
    else:
        if screen.slug in ("features", "form-fields"):
            found["convert"] = ("<int:pk>/convert/", ConvertView.as_view(screen=screen))
        found["arrange"] = ("arrange/", ArrangeView.as_view(screen=screen))
    found |= {end: (f"<int:pk>/{end}/", made.as_view(screen=screen, verb=verb)) for end, verb in views.items()}
    return [path(screen.path + end, view, name=f"{screen.slug}-{name}") for name, (end, view) in found.items()]


urlpatterns = [
    path("settings/reference/", RedirectView.as_view(pattern_name="types-list"), name="configuration"),
    path("settings/reference/history/", ChangesView.as_view(screen=screens["types"]), name="configuration-changes"),
    path("settings/locations/lookup/", locations.look_up, name="locations-lookup"),
    path("settings/locations/<int:pk>/replace/", locations.replace, name="locations-replace"),
    path(
        "settings/reference/features/move/",
        MoveChosenView.as_view(screen=screens["features"]),
        name="features-move",
    ),
    path(
        "settings/reference/file-tabs/<int:pk>/rights/",
        FormView.as_view(screen=FileTabRights()),
        name="file-tabs-rights",
    ),
    *(pattern for slug in (*TABS, *WITHIN) for pattern in patterns(screens[slug])),
]
