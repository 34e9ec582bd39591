"""Values that a job has kept as words, in the language of who reads them: a job speaks that of who ordered it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation

from attributes.choices import Choice, Reference
from attributes.values import Attribute, YesNo
from reference.features.items import ItemsValue


def told(attribute: Attribute, text: str) -> str:
    """The text, in the language of the page where the attribute knows what it names; else as it was kept."""
    # What is found by remote search may be a million rows, and has one name in all languages.
    remote = isinstance(attribute, Reference) and attribute.lookup
    if not text or remote or not isinstance(attribute, Choice | Reference | YesNo | ItemsValue):
        return text
    for language, _name in settings.LANGUAGES:
        try:
            with translation.override(language):
                value = attribute.clean(text)
        except ValidationError:
            continue
        return attribute.show(value)
    return text
