"""The addresses of the file's own pages and the first page; screens bring those of lists and tabs."""

from django.urls import path

from counterparties import views
from counterparties.addresses import views as addresses
from counterparties.labels import views as labels

urlpatterns = [
    path("", views.home, name="home"),
    path("counterparties/<int:pk>/", views.counterparty, name="counterparty"),
    path("counterparties/feature-fields/", views.feature_fields, name="new-feature-fields"),
    path("counterparties/<int:pk>/feature-fields/", views.feature_fields, name="feature-fields"),
    path("counterparties/<int:pk>/changes/", views.changes, name="counterparty-changes"),
    path("counterparties/<int:pk>/changes/<int:change>/take-back/", views.take_change_back, name="take-change-back"),
    path("counterparties/<int:pk>/places/", addresses.suggest, name="address-places"),
    path("addresses/labels/<slug:slug>/", labels.labels, name="address-labels"),
    path("addresses/link/", addresses.link, name="link-addresses"),
    path("demonstration/load/", views.load, name="load-demonstration"),
    path("demonstration/remove/", views.remove, name="remove-demonstration"),
]
