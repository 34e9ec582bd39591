"""All addresses of the site."""

from django.urls import include, path

from primio_crm.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("jobs.urls")),
]
