"""The addresses of events beside those that their lists bring."""

from django.urls import path

from counterparties.events import calendar_views, feed_views, views

urlpatterns = [
    path("events/<int:pk>/", views.event, name="event"),
    path("events/<int:pk>/files/", views.add_files, name="event-files"),
    path("events/<int:pk>/comment/", views.add_comment, name="event-comment"),
    path("events/<int:pk>/done/", views.finish, name="event-done"),
    path("events/<int:pk>/end-series/", views.end_series, name="event-end-series"),
    path("events/<int:pk>/summary/", views.summarise, name="event-summary"),
    path("events/<int:pk>/move/", views.move, name="event-move"),
    path("events/<int:pk>/event.ics", feed_views.download, name="event-ics"),
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("calendar/link/", feed_views.subscribe, name="calendar-feed"),
    path("calendar/<str:secret>.ics", feed_views.feed, name="calendar-feed-read"),
]
