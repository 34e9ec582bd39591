"""Countries as files name them."""

from django_countries import countries

from attributes.choices import Choice


class Country(Choice):
    """A country by its ISO 3166 code (BG, BGR, 100) or its name in the language of the page."""

    def parse(self, text: str) -> str:
        code = countries.alpha2(text.upper()) if len(text) < 4 else ""
        return code or super().parse(text)
