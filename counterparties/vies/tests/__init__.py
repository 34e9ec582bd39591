"""Tests of checks in VIES."""

NUMBER, OTHER, GREEK = "BG175074752", "BG831902088", "EL094259216"
NAME, ADDRESS = "БАЛКАН ФРУКТ ООД", "ул. Шипка 1\nгр. София 1000"
HTMX = {"headers": {"HX-Request": "true"}}


def typed(**values: object) -> dict[str, object]:
    """What a form of a Bulgarian firm sends."""
    return {"person_kind": "legal", "country": "BG"} | values
