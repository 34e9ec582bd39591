"""The paper of a form: its answers in the order of its fields, with room to write where there is none."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from access.models import User
from counterparties.models import FilledForm
from counterparties.printing.paper import Facts, Paragraph, Table, pdf_of
from reference.features.values import FeatureValue, LongTextValue
ROOM, MUCH_ROOM = "\n", "\n" * 6
"Lines that are left for writing by hand."
