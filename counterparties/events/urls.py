"""The addresses of events beside those that their lists bring."""

from django.urls import path

from counterparties.events import views

urlpatterns = [
    path("events/<int:pk>/", views.event, name="event"),
    path("events/<int:pk>/comment/", views.add_comment, name="event-comment"),
    path("events/<int:pk>/done/", views.finish, name="event-done"),
    path("events/<int:pk>/end-series/", views.end_series, name="event-end-series"),
]
