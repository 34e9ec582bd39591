"""The addresses of data-subject packages."""

from django.urls import path

from counterparties.subject_packages import views

urlpatterns = [
    path("counterparties/<int:pk>/data-subject/", views.order, name="subject-package"),
    path("counterparties/<int:pk>/contact-persons/<int:person>/data-subject/", views.order, name="person-package"),
]
