"""The addresses of undoings, within those of the room."""

from django.urls import path

from exchange.undoing import views

urlpatterns = [
    path("undo/job/<int:pk>/", views.order_check, name="undo"),
    path("undo/<int:pk>/", views.show_undoing, name="undoing"),
    path("undo/<int:pk>/progress/", views.show_progress, name="undoing_progress"),
    path("undo/<int:pk>/start/", views.start, name="undoing_start"),
    path("undo/<int:pk>/leave/", views.leave, name="undoing_leave"),
]
