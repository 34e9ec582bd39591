"""A row of a list: what stands where on the card that a phone makes of it."""

from types import SimpleNamespace
from typing import Any

from attributes.values import Attribute
from screens.tables import cell_of


def test_a_column_beyond_the_usual_ones_stands_on_the_card_under_its_label() -> None:
    record: Any = SimpleNamespace(turnover="2,500,000", phone="", note="")
    turnover, phone, note = Attribute("turnover", "Turnover"), Attribute("phone", "Phone"), Attribute("note", "Note")
    places, usual = {"phone": "l2"}, {"phone"}
    assert cell_of(turnover, record, places, usual).card == "Turnover"
    assert cell_of(phone, record, places, usual).card == "l2"
    assert cell_of(note, record, places, usual).card == "", "nothing to say"
