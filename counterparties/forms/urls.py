"""The addresses of a filled form beside those that its lists bring."""

from typing import cast

from django.urls import path

from counterparties.forms.screens import FilledForms
from counterparties.forms.views import EmptyFormView, FormFileView, FormPaperView, FormThumbnailView, FormView
from reference.models.form_templates import FORMS
from screens.registry import screens

TAB = cast(FilledForms, screens[FORMS])

urlpatterns = [
    path("counterparties/<int:parent>/forms/<int:pk>/", FormView.as_view(screen=TAB), name="filled-form"),
    path("counterparties/<int:parent>/forms/<int:pk>/print/", FormPaperView.as_view(screen=TAB), name="print-form"),
    path("counterparties/<int:parent>/forms/empty/", EmptyFormView.as_view(screen=TAB), name="empty-form"),
    path("counterparties/<int:parent>/forms/files/<int:pk>/", FormFileView.as_view(screen=TAB), name="form-file"),
    path(
        "counterparties/<int:parent>/forms/files/<int:pk>/thumbnail/",
        FormThumbnailView.as_view(screen=TAB),
        name="form-thumbnail",
    ),
]
