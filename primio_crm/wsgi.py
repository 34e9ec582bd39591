"""The web application, as a WSGI server loads it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "primio_crm.settings")
# A page that takes longer than this is an error; commands and the worker have no such limit.
os.environ.setdefault("STATEMENT_TIMEOUT", "30s")

application = get_wsgi_application()
