"""The addresses of the admin that the product is compared with."""

from django.urls import path

from bench.rivals.admin import site

urlpatterns = [path("", site.urls)]
