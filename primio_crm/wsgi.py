"""The web application, as a WSGI server loads it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "primio_crm.settings")
# A statement of a page may take so long and no longer; those of commands and of the worker have no limit.
os.environ["SERVES_PAGES"] = "yes"
application = get_wsgi_application()
del os.environ["SERVES_PAGES"]  # what this process starts serves none
