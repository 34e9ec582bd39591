"""Rows that people know by a code and a name in two languages."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """A code, unique and in lower case, and a name in Bulgarian and in English: one of the two suffices."""

    code = models.SlugField(_("code"), max_length=50, unique=True)
    name_bg = models.CharField(_("name in Bulgarian"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page, else in the other language, else the code."""
        names = (self.name_bg, self.name_en) if get_language() == "bg" else (self.name_en, self.name_bg)
        return names[0] or names[1] or self.code
