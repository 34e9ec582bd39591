"""The addresses of all registered screens."""

from django.urls import URLPattern, path

from screens.cells.views import CellView
from screens.finding.views import search
from screens.notices.urls import urlpatterns as notices
from screens.registry import screens
from screens.saved_views.urls import urlpatterns as saved_views
from screens.views import ArchiveView, EditView, HistoryView, ListView, LookupView


def patterns() -> list[URLPattern]:
    """The views that each screen offers, under its path."""
    found = []
    for screen in screens.values():
        views = {
            "list": ("", ListView.as_view(screen=screen)),
            "add": ("add/", EditView.as_view(screen=screen)),
            "edit": ("<int:pk>/edit/", EditView.as_view(screen=screen)),
            "history": ("<int:pk>/history/", HistoryView.as_view(screen=screen)),
            "archive": ("<int:pk>/archive/", ArchiveView.as_view(screen=screen)),
            "activate": ("<int:pk>/activate/", ArchiveView.as_view(screen=screen, verb="activate")),
            "lookup": ("lookup/", LookupView.as_view(screen=screen)),
        }
        for name in screen.views:
            end, view = views[name]
            found.append(path(screen.path + end, view, name=f"{screen.slug}-{name}"))
        if "edit" in screen.views:
            cell = CellView.as_view(screen=screen)
            found.append(path(screen.path + "<int:pk>/cell/<str:name>/", cell, name=f"{screen.slug}-cell"))
    return found


urlpatterns = [path("search/", search, name="search"), *saved_views, *notices, *patterns()]
