"""The addresses of checks in VIES."""

from django.urls import path

from counterparties.vies import views

urlpatterns = [
    path("vies/questions/", views.ask_in_form, name="vies-ask"),
    path("vies/questions/<int:pk>/", views.answer_in_form, name="vies-answer"),
    path("counterparties/<int:pk>/vies/", views.check, name="vies-check"),
    path("counterparties/<int:pk>/vies/<int:check>/address/", views.take_address, name="vies-address"),
    path("vies/lists/<slug:slug>/", views.begin_recheck, name="vies-recheck-list"),
    path("vies/checks/<int:pk>/", views.show_recheck, name="vies-recheck"),
    path("vies/checks/<int:pk>/progress/", views.show_progress, name="vies-progress"),
    path("vies/checks/<int:pk>/rest/", views.check_rest, name="vies-rest"),
]
