"""The addresses of an own company's papers beside those that every tab has."""

from django.urls import path

from counterparties.own_companies import views
from screens.registry import screens

PAPER, SIGNATORIES = screens["for-documents"], screens["signatories"]
SIGNATURE = f"{SIGNATORIES.path}<int:pk>/signature/"

urlpatterns = [
    path(PAPER.path, views.ForDocumentsView.as_view(screen=PAPER), name="for-documents-list"),
    path(f"{PAPER.path}edit/", views.StationeryView.as_view(screen=PAPER), name="for-documents-edit"),
    path(f"{PAPER.path}logo/", views.LogoView.as_view(screen=PAPER), name="logo"),
    path(f"{PAPER.path}logo/picture/", views.LogoPictureView.as_view(screen=PAPER), name="logo-picture"),
    path(f"{PAPER.path}sample/", views.SampleView.as_view(screen=PAPER), name="document-sample"),
    path(SIGNATURE, views.SignatureView.as_view(screen=SIGNATORIES), name="signature"),
    path(f"{SIGNATURE}picture/", views.SignaturePictureView.as_view(screen=SIGNATORIES), name="signature-picture"),
]
