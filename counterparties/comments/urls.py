"""The addresses of comments."""

from django.urls import path

from counterparties.comments import views

urlpatterns = [
    path("counterparties/<int:pk>/comment/", views.add, name="comment"),
    path("counterparties/<int:pk>/comment/people/", views.people, name="comment-people"),
    path("comments/<int:pk>/remove/", views.remove, name="remove-comment"),
    path("comments/<int:pk>/restore/", views.restore, name="restore-comment"),
]
