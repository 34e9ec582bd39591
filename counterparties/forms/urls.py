"""The addresses of a filled form beside those that its lists bring."""

from typing import cast

from django.urls import path

from counterparties.forms.screens import FilledForms
from counterparties.forms.views import EmptyFormView, FormPaperView, FormView
from reference.models.form_templates import FORMS
from screens.registry import screens

TAB = cast(FilledForms, screens[FORMS])

urlpatterns = [
    path("counterparties/<int:parent>/forms/<int:pk>/", FormView.as_view(screen=TAB), name="filled-form"),
    path("counterparties/<int:parent>/forms/<int:pk>/print/", FormPaperView.as_view(screen=TAB), name="print-form"),
    path("counterparties/<int:parent>/forms/empty/", EmptyFormView.as_view(screen=TAB), name="empty-form"),
]
