"""The addresses of personal documents beside those that every tab has, and of their scans."""

from django.urls import path

from counterparties.files.urls import patterns
from counterparties.models.personal_documents import TAB
from counterparties.personal_documents import views
from counterparties.personal_documents.scans import SCANS
from screens.registry import screens
from screens.views import ArchiveView

DOCUMENTS = screens[TAB]
SCAN = f"{SCANS.path}<int:pk>/"

urlpatterns = [
    path(f"{DOCUMENTS.path}<int:pk>/", views.DocumentView.as_view(screen=DOCUMENTS), name="personal-document"),
    path(
        f"{DOCUMENTS.path}<int:pk>/number/",
        views.NumberView.as_view(screen=DOCUMENTS),
        name="personal-document-number",
    ),
    path(
        f"{DOCUMENTS.path}doubts/",
        views.DoubtsView.as_view(screen=DOCUMENTS),
        name="personal-document-doubts",
    ),
    *patterns(SCANS, views.ScanUploadView),
    path(f"{SCAN}archive/", ArchiveView.as_view(screen=SCANS), name="scans-archive"),
    path(f"{SCAN}activate/", ArchiveView.as_view(screen=SCANS, verb="activate"), name="scans-activate"),
]
