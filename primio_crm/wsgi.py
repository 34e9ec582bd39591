"""The web application, as a WSGI server loads it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "primio_crm.settings")
# A page that takes longer than this is an error; commands and the worker have no such limit.
os.environ.setdefault("STATEMENT_TIMEOUT", "30s")

application = get_wsgi_application()

# What is loaded by now stays for good. Frozen, no full collection walks it again in the midst of a page (90 ms); and a
# page leaves so few cycles behind that the young objects need not be looked through after every 700.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
