"""The addresses of files beside those that every tab has."""

from django.urls import path

from counterparties.files import views
from screens.registry import screens

TAB = screens["files"]
FILE = f"{TAB.path}<int:pk>/"

urlpatterns = [
    path(f"{TAB.path}add/", views.UploadView.as_view(screen=TAB), name="files-add"),
    path(FILE, views.PreviewView.as_view(screen=TAB), name="files-preview"),
    path(f"{FILE}content/", views.ContentView.as_view(screen=TAB), name="files-content"),
    path(f"{FILE}thumbnail/", views.ThumbnailView.as_view(screen=TAB), name="files-thumbnail"),
    path(f"{FILE}versions/", views.VersionView.as_view(screen=TAB), name="files-version"),
    path(f"{FILE}versions/<int:version>/restore/", views.RestoreView.as_view(screen=TAB), name="files-restore"),
]
