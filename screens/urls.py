"""The addresses of all registered screens."""

from django.urls import URLPattern, path

from screens.registry import screens
from screens.views import ArchiveView, EditView, HistoryView, ListView


def patterns() -> list[URLPattern]:
    """Five views a screen; archive and activate only where records are archived."""
    found = []
    for screen in screens.values():
        views = {
            "list": ("", ListView.as_view(screen=screen)),
            "add": ("add/", EditView.as_view(screen=screen)),
            "edit": ("<int:pk>/edit/", EditView.as_view(screen=screen)),
            "history": ("<int:pk>/history/", HistoryView.as_view(screen=screen)),
        }
        if screen.archivable:
            views["archive"] = ("<int:pk>/archive/", ArchiveView.as_view(screen=screen))
            views["activate"] = ("<int:pk>/activate/", ArchiveView.as_view(screen=screen, verb="activate"))
        found += [path(screen.path + end, view, name=f"{screen.slug}-{name}") for name, (end, view) in views.items()]
    return found


urlpatterns = patterns()
