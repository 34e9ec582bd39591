"""The product's settings, a Django admin and django-import-export."""

from importlib import import_module

# By name: this room lies below the one with the settings, and only a process of its own ever loads this module.
globals().update({name: value for name, value in vars(import_module("primio_crm.settings")).items() if name.isupper()})

INSTALLED_APPS = [*globals()["INSTALLED_APPS"], "django.contrib.admin", "import_export"]
ROOT_URLCONF = "bench.rivals.urls"
# Its style sheets are not collected, and nobody looks at them.
STORAGES = globals()["STORAGES"] | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
