"""Identification numbers with valid check digits: the n-th of each sort, no two alike."""

from datetime import date, timedelta
from functools import cache

STRIDE = 32_452_843  # a prime: multiplying by it visits every number of a range before it repeats one
FIRST_BIRTHDAY, BIRTHDAYS = date(1940, 1, 1), 24_000


def scattered(n: int, size: int, start: int = 0) -> int:
    """A number below `size` for each n below it, all different, in no visible order."""
    return (n * STRIDE + start) % size


def uic(n: int) -> str:
    """The n-th Bulgarian UIC (9 digits, n below 90 million)."""
    digits = str(10_000_000 + scattered(n, 90_000_000, 17))
    check = sum(place * int(digit) for place, digit in enumerate(digits, 1)) % 11
    if check == 10:
        check = sum(place * int(digit) for place, digit in enumerate(digits, 3)) % 11 % 10
    return f"{digits}{check}"


def personal_number(n: int, *, female: bool = False) -> str:
    """The n-th Bulgarian personal number (10 digits, n below 12 million) of a man or a woman born in 1940 to 2005."""
    day, serial = divmod(scattered(n, BIRTHDAYS * 500, 5), 500)
    digits = f"{_birthday(day)}{serial * 2 + female:03d}"
    weights = (2, 4, 8, 5, 10, 9, 7, 3, 6)
    return f"{digits}{sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 % 10}"


@cache
def _birthday(day: int) -> str:
    born = FIRST_BIRTHDAY + timedelta(day)
    return f"{born.year % 100:02d}{born.month + (40 if born.year >= 2000 else 0):02d}{born.day:02d}"


def german_vat(n: int) -> str:
    """The n-th German VAT number (ISO 7064 mod 11, 10)."""
    digits, check = str(10_000_000 + scattered(n, 90_000_000, 29)), 5
    for digit in digits:
        check = (((check or 10) * 2) % 11 + int(digit)) % 10
    return f"DE{digits}{(1 - ((check or 10) * 2) % 11) % 10}"


def british_vat(n: int) -> str:
    """The n-th British VAT number (modulus 97 of the standard scheme, n below 9 million)."""
    digits = str(1_000_000 + scattered(n, 9_000_000, 31))
    total = sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), digits, strict=True))
    return f"GB{digits}{97 - total % 97:02d}"


def greek_vat(n: int) -> str:
    """The n-th Greek VAT number."""
    digits, check = str(10_000_000 + scattered(n, 90_000_000, 37)), 0
    for digit in digits:
        check = check * 2 + int(digit)
    return f"EL{digits}{check * 2 % 11 % 10}"


def iban(country: str, bban: str) -> str:
    """The IBAN of an account number with its bank code in front (ISO 13616)."""
    return f"{country}{98 - _remainder(f'{bban}{country}00'):02d}{bban}"


def lei(n: int) -> str:
    """The n-th LEI, of an issuer that there is not (ISO 17442)."""
    stem = f"984500{scattered(n, 90_000_000, 41):012d}"
    return f"{stem}{98 - _remainder(f'{stem}00'):02d}"


def _remainder(text: str) -> int:
    """ISO 7064 mod 97: letters count as 10 to 35."""
    return int("".join(str(int(character, 36)) for character in text)) % 97
