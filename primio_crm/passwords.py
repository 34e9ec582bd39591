"""The rules for passwords are Django's; what they say to people is ours, in both languages."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LongEnough(password_validation.MinimumLengthValidator):
    """Refuses short passwords."""

    def get_error_message(self) -> str:
        number = self.min_length
        return (
            ngettext(
                "Enter a password of at least %d character.", "Enter a password of at least %d characters.", number
            )
            % number
        )


class UnlikeTheUser(password_validation.UserAttributeSimilarityValidator):
    """Refuses passwords made of a name or the e-mail address."""

    def get_error_message(self) -> str:
        return _("Enter a password that is less like your name and address.")


class Uncommon(password_validation.CommonPasswordValidator):
    """Refuses passwords that everybody tries first."""

    def get_error_message(self) -> str:
        return _("Many people use this password: enter another.")
