"""The addresses of holdings beside those that every tab has."""

from django.urls import path

from counterparties.holdings import views
from counterparties.holdings.tabs import Leaving
from screens.registry import screens
from screens.views import EditView

urlpatterns = [
    path("counterparties/<int:pk>/tree/", views.tree, name="holding-tree"),
    *(
        path(
            f"{screens[slug].path}<int:pk>/leave/",
            EditView.as_view(screen=Leaving(screens[slug])),  # type: ignore[arg-type]
            name=f"{slug}-leave",
        )
        for slug in views.TABS
    ),
]
