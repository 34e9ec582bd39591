"""The addresses of e-mails."""

from django.urls import path

from counterparties.emails import views

urlpatterns = [
    path("counterparties/<int:pk>/email/", views.email, name="email"),
    path("emails/<int:pk>/again/", views.again, name="email-again"),
]
