"""The addresses of files beside those that every tab has."""

from django.urls import URLPattern, path

from counterparties.files import views
from screens.registry import screens
from screens.screen import Screen
from screens.views import ScreenView


def patterns(screen: Screen, upload: type[views.UploadView] = views.UploadView) -> list[URLPattern]:
    """Taking in, looking at, fetching: what every screen of kept files has."""
    file = f"{screen.path}<int:pk>/"
    found: dict[str, tuple[str, type[ScreenView]]] = {
        "add": (f"{screen.path}add/", upload),
        "preview": (file, views.PreviewView),
        "content": (f"{file}content/", views.ContentView),
        "thumbnail": (f"{file}thumbnail/", views.ThumbnailView),
        "version": (f"{file}versions/", views.VersionView),
        "restore": (f"{file}versions/<int:version>/restore/", views.RestoreView),
    }
    return [path(at, view.as_view(screen=screen), name=f"{screen.slug}-{name}") for name, (at, view) in found.items()]


urlpatterns = patterns(screens["files"])
