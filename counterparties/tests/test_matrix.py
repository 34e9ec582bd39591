"""The tabs of a fresh installation by kind are those that the product promises."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests import factories

MATRIX = """\
| tab | Customer | Supplier | Bank | Company | Government organisation | Holding |
|---|---|---|---|---|---|---|
| Summary | x | x | x | x | x | x |
| Accounts held here |  |  | x |  |  |  |
| Companies in the holding |  |  |  |  |  | x |
| For documents |  |  |  | x |  |  |
| Signatories |  |  |  | x |  |  |
| Number series |  |  |  | x |  |  |
| Contact persons | x | x | x | x | x | x |
| Addresses | x | x | x | x | x | x |
| Bank accounts | x | x | x | x | x |  |
| Events | x | x | x | x | x | x |
| Holdings | x | x |  |  |  | x |
| Files and documents | x | x | x | x | x | x |
| Forms | x | x |  |  |  |  |
| Personal documents | x | x |  |  |  |  |
| Users | x | x |  |  |  |  |
| Timeline | x | x | x | x | x | x |
| History | x | x | x | x | x | x |
"""


@pytest.mark.django_db
def test_every_kind_has_the_tabs_that_are_promised():
    factories.load_defaults()
    said = StringIO()
    call_command("screens", stdout=said)
    assert said.getvalue() == MATRIX
