"""The addresses of what is printed."""

from django.urls import path

from counterparties.printing import views

urlpatterns = [
    path("counterparties/<int:pk>/print/", views.choose, name="print"),
    path("counterparties/<int:pk>/print/sheet/", views.sheet, name="print-sheet"),
]
