"""The addresses of saved views."""

from typing import Any

from django.urls import path

from screens.saved_views import views
from screens.saved_views.screen import SavedViews
from screens.views import HistoryView, ListView

ADDRESSES: dict[str, tuple[str, Any]] = {
    "list": ("", ListView),
    "add": ("add/", views.AddView),
    "arrange": ("arrange/", views.ArrangeView),
    "edit": ("<int:pk>/edit/", views.RenameView),
    "history": ("<int:pk>/history/", HistoryView),
    "archive": ("<int:pk>/archive/", views.PutAwayView),
    "activate": ("<int:pk>/activate/", views.BringBackView),
    "overwrite": ("<int:pk>/overwrite/", views.OverwriteView),
    "pin": ("<int:pk>/pin/", views.PinView),
    "first": ("<int:pk>/first/", views.FirstView),
}
saved_views = SavedViews()

urlpatterns = [
    path(f"saved-views/{end}", view.as_view(screen=saved_views), name=f"saved-views-{name}")
    for name, (end, view) in ADDRESSES.items()
]
