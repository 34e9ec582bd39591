"""The addresses of portal users, in the file and for themselves."""

from django.urls import path

from counterparties.portal import views

urlpatterns = [
    path("portal-users/<int:pk>/", views.portal_user, name="portal-user"),
    path("portal-users/<int:pk>/<slug:name>/", views.deed, name="portal-user-deed"),
    path("portal/", views.home, name="portal-home"),
    path("portal/invitations/<int:pk>/<str:token>/", views.invitation, name="portal-invitation"),
]
