"""All addresses of the site."""

from django.urls import include, path

from access.language import set_language
from access.time_zones import choose_time_zone
from primio_crm.accounts import email_address
from primio_crm.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/email/", email_address, name="account_email"),  # before the one that takes another address
    path("accounts/", include("allauth.urls")),
    path("accounts/time-zone/", choose_time_zone, name="time-zone"),
    path("language/", set_language, name="set_language"),
    path("", include("jobs.urls")),
    path("", include("exchange.urls")),
    path("", include("counterparties.urls")),
    path("", include("reference.urls")),
    path("", include("screens.urls")),
]
