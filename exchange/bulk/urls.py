"""The addresses of bulk edits."""

from django.urls import path

from exchange.bulk import views

urlpatterns = [
    path("bulk/<slug:slug>/", views.begin, name="bulk"),
    path("bulk/edits/<int:pk>/", views.show_edit, name="bulk_edit"),
    path("bulk/edits/<int:pk>/changes/", views.choose, name="bulk_changes"),
    path("bulk/edits/<int:pk>/start/", views.start, name="bulk_start"),
    path("bulk/edits/<int:pk>/progress/", views.show_progress, name="bulk_progress"),
    path("bulk/edits/<int:pk>/not-allowed.<slug:format>", views.download_refused, name="bulk_refused"),
]
