"""How somebody is reached: phone, e-mail and website, checked and brought to the form in which they are stored.

"" stands for nothing; an error is a sentence that says what to do. Nothing that a person typed gets lost.
"""

import re
from functools import cache
from urllib.parse import urlsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneMetadata

PHONE_LENGTH, EMAIL_LENGTH, WEBSITE_LENGTH = 50, 254, 200
# Stored like this already: asking phonenumbers costs fifty times as much and changes nothing.
STORED_BULGARIAN = re.compile(r"\+359[1-9]\d{7,8}\Z", re.ASCII)
TYPED_BULGARIAN = re.compile(r"0([1-9]\d{6,8})\Z", re.ASCII)
SEPARATORS = dict.fromkeys(map(ord, " ()./-\u2010\u2011\u2012\u2013"))
# More than one number, an extension or a remark would be lost in E.164.
ONE_NUMBER = re.compile(r"[+(]?[\d\s()./\u2010-\u2013-]+\Z", re.ASCII)
IN_E164 = re.compile(r"\+[1-9]\d{6,14}\Z", re.ASCII)
# What any of the rules allows; everything else is asked of Django, at twenty times the cost.
PLAIN_EMAIL = re.compile(r"[a-z0-9_]+(?:[.+-][a-z0-9_]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}\Z", re.ASCII)
PLAIN_WEBSITE = re.compile(r"https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}(?:/[\w.~-]*)*\Z", re.ASCII)
PLAIN_LENGTH = 60
"Within which no part of a name is too long."
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
KINDS_OF_NUMBERS = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "voip", "personal_number", "pager", "uan",
    "voicemail",
)  # fmt: skip
email_address = EmailValidator()
web_address = URLValidator(schemes=["http", "https"])


def clean_phone(text: str, country: str = "BG") -> str:
    """A phone number: in E.164 (+359881234567) when it is one valid number and nothing else, else as typed.

    A number without its country's code is read as one of `country`. Several numbers, extensions and remarks stay
    as they are, with the spaces tidied.
    """
    if not text or STORED_BULGARIAN.match(text):
        return text
    phone = " ".join(text.split())
    if not phone:
        return ""
    _not_longer(phone, PHONE_LENGTH)
    if not any(sign.isdigit() for sign in phone):
        raise ValidationError(_("A phone number has digits: correct “%(text)s”."), "invalid", {"text": phone})
    return (_e164(phone, country or "BG") if ONE_NUMBER.match(phone) else "") or phone


def clean_email(text: str) -> str:
    """One e-mail address; the part after @ in lower case."""
    email = text.strip()
    if not email or (len(email) <= PLAIN_LENGTH and PLAIN_EMAIL.match(email)):
        return email
    _not_longer(email, EMAIL_LENGTH)
    try:
        email_address(email)
    except ValidationError:
        raise ValidationError(
            _("“%(text)s” is not an e-mail address: enter one address, such as ivan@example.com."),
            "invalid",
            {"text": email},
        ) from None
    user, _at, domain = email.rpartition("@")
    return f"{user}@{domain.lower()}"


def as_stored(email: str, stored: str) -> str:
    """The stored address where another differs from it in capitals only: both lead to one mailbox."""
    return stored if email.lower() == stored.lower() else email


def clean_website(text: str) -> str:
    """The address of a website; https:// when no scheme is given, the host in lower case."""
    address = text.strip()
    if not address or (len(address) <= PLAIN_LENGTH and PLAIN_WEBSITE.match(address)):
        return address
    if not SCHEME.match(address):
        address = f"https://{address}"
    _not_longer(address, WEBSITE_LENGTH)
    try:
        web_address(address)
    except ValidationError:
        raise ValidationError(
            _("“%(text)s” is not the address of a website: enter one such as www.example.com."),
            "invalid",
            {"text": text.strip()},
        ) from None
    parts = urlsplit(address)
    user, at, host = parts.netloc.rpartition("@")
    return parts._replace(scheme=parts.scheme.lower(), netloc=f"{user}{at}{host.lower()}").geturl()


def _e164(phone: str, country: str) -> str:
    if IN_E164.match(phone) and not _has_home_prefix(phone):
        # Valid or not, it stays as it is.
        return phone
    if country == "BG" and (national := TYPED_BULGARIAN.match(phone.translate(SEPARATORS))):
        number = national[1]
        if any(pattern.match(number) for pattern in _bulgarian()):
            return f"+359{number}"
    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@cache
def _bulgarian() -> list[re.Pattern[str]]:
    """What phonenumbers holds for valid numbers of Bulgaria: matching costs a tenth of asking it."""
    known = PhoneMetadata.metadata_for_region("BG", None)
    kinds = [getattr(known, name) for name in KINDS_OF_NUMBERS]
    patterns = [kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern]
    return [re.compile(rf"(?:{pattern})\Z") for pattern in patterns]


def _has_home_prefix(phone: str) -> bool:
    """Whether what follows the country's code may begin as only numbers do that are dialled at home."""
    for digits in (1, 2, 3):
        if (code := int(phone[1 : 1 + digits])) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            pattern = _home_prefix(code)
            return pattern is not None and pattern.match(phone[1 + digits :]) is not None
    return True


@cache
def _home_prefix(code: int) -> re.Pattern[str] | None:
    region = phonenumbers.region_code_for_country_code(code)
    metadata = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    prefix = metadata.national_prefix_for_parsing if metadata else None
    return re.compile(prefix) if prefix else None


def _not_longer(text: str, most: int) -> None:
    if len(text) > most:
        raise ValidationError(
            _("The text has %(length)s characters: enter at most %(most)s."),
            "max_length",
            {"length": len(text), "most": most},
        )
