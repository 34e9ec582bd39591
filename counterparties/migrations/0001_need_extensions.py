"""The PostgreSQL extensions that the indexes and constraints stand on; both are trusted ones."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    operations = [TrigramExtension(), BtreeGistExtension()]
