"""Makes names comparable: for search in every script by Latin letters, for the order and first letters of lists."""

import re
import unicodedata
from contextlib import suppress
from functools import lru_cache
from itertools import dropwhile

from anyascii import anyascii
from django.core.exceptions import ValidationError

from counterparties.identifiers import clean_lei, clean_vat, compact

# The Bulgarian Transliteration Act of 2009; the endings and the exception that it names are in `_bulgarian`.
ALPHABET = "абвгдежзийклмнопрстуфхцчшщъьюя"
IN_LATIN = "a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sht a y yu ya"
CYRILLIC = dict(zip(ALPHABET, IN_LATIN.split(), strict=True))
LETTERS = {ord(letter): latin for letter, latin in CYRILLIC.items()}
CAPITALISED = LETTERS | {ord(letter.upper()): latin.capitalize() for letter, latin in CYRILLIC.items()}
APOSTROPHES = "'`´ʼ’‘"
PUNCTUATION = {code: " " for code in range(128) if not chr(code).isalnum()} | {ord(sign): None for sign in APOSTROPHES}
FOLDING = LETTERS | PUNCTUATION
STROKED, UNSTROKED = "øłđðþæœıħŧѐѝ", "o l d d th ae oe i h t е и"
NOT_DECOMPOSED = {ord(sign): plain for sign, plain in zip(STROKED, UNSTROKED.split(), strict=True)}
SHORT_I = ("\u0438\u0306", "\u0439")
A_NUMBER_HAS = 7
NUMBER = re.compile(r"[+(]?\d[\d\s()./+-]*\Z", re.ASCII)
IBAN = re.compile(r"[a-z]{2}\d\d[a-z0-9 -]{11,}\Z", re.IGNORECASE | re.ASCII)
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
DIALLED_AT_HOME = re.compile(r"\(0\)")
DOTTED = re.compile(r"\b(?:[^\W\d_]\.){1,}[^\W\d_]\b\.?")
LEGAL_FORMS = """
    ad ead ood eood et sd kd kda dzzd dppd adsic adsits ltd limited llc llp lp inc corp plc co company gmbh mbh ag kg
    kgaa ohg ug se sa sas sarl eurl srl spa sl slu bv nv oy oyj ab as asa aps doo dooel sro kft zrt nyrt sia uab ou
    ooo oao zao pao ao tov epe ae ike sp z oo
"""
# гр. София, ул. Витоша 5: often typed, seldom stored.
PARTS_OF_ADDRESSES = "gr s ul bul kv zhk bl vh ap str"
OPTIONAL = frozenset(LEGAL_FORMS.split()) | frozenset(PARTS_OF_ADDRESSES.split())
BESIDE_NUMBERS = "eik uic bulstat egn dds vat lei tel telefon phone gsm mob fax iban smetka no"
LABELS = frozenset(BESIDE_NUMBERS.split())
# Greek υ behind α, ε or ο is written u in Latin letters (ου as in ISO 843); anyascii would make it y.
GREEK_U = re.compile("(?<=[αεοάέό])[υύ]")
NAME_LENGTH = 400
MOST_REMEMBERED = 5_000
HAS_CYRILLIC, WORD = re.compile("[\u0400-\u04ff]"), re.compile(r"[^\s-]+")
OTHER_LETTER = "#"


def fold(text: str) -> str:
    """Lower-case Latin letters and digits in words: "„Щастливеца“ ООД" and "Shtastliveca ood" as far as they agree.

    Bulgarian by the law of transliteration, every other script by anyascii, accents dropped.
    """
    text = text.lower()
    if not text.isascii():
        text = _bulgarian(unicodedata.normalize("NFC", text))
    else:
        text = text.translate(PUNCTUATION)
    text = " ".join(text.split())
    return text.replace("iya", "ia").replace("balgar", "bulgar") if "iya" in text or "balgar" in text else text


def _bulgarian(text: str) -> str:
    # ьо is the only place where ь sounds; a final ия is ia, as София is Sofia: `fold` does the same everywhere.
    text = GREEK_U.sub("u", text.replace("ьо", "yo")).translate(FOLDING)
    return text if text.isascii() else anyascii(text).lower().translate(PUNCTUATION)


def search_text(texts: list[str], numbers: list[str]) -> str:
    """What `Counterparty.search` holds: every folded word once, each after a space.

    `numbers` are those that people group as they like (codes, phones, IBANs): each is kept in one piece too.
    """
    whole = " ".join([*texts, *numbers])
    if not whole.isascii():
        # Names, legal forms and streets come again and again; all that is Latin is folded at once.
        whole = " ".join([word if word.isascii() else _remembered(word) for word in whole.split(" ")])
    words = dict.fromkeys(fold(whole).split())
    for number in numbers:
        if not number or (number.isascii() and number.removeprefix("+").isalnum()):
            # In one piece it is among the words already.
            continue
        for part in re.split(r"[,;|]", number):
            words.setdefault(fold(part).replace(" ", ""))
    words.pop("", None)
    return " ".join(["", *words])


@lru_cache(MOST_REMEMBERED)
def _remembered(word: str) -> str:
    return fold(word)


def words(query: str) -> list[str]:
    """The words to look for, each of them anywhere in `Counterparty.search`.

    A word of one or two letters comes with a space before it: it must begin a word, else it is everywhere. A phone
    number, UIC, VAT number, LEI or IBAN may be typed in groups. Legal forms and "ул." are left out where other words
    remain, and "ЕИК" or "тел." where a number does.
    """
    sought = [_sought(word) for word in telling(query)]
    return [word if len(word) > 2 else f" {word}" for word in sought]


def beginning(query: str) -> str:
    """How `Counterparty.search` begins where the name begins with the query; "" where it says nothing."""
    *first, last = telling(query) or [""]
    # On the way to "iya", which is folded to "ia".
    return " ".join(["", *first, last.removesuffix("y") if last.endswith("iy") else last]) if last else ""


def whole_number(query: str) -> str:
    """How the number ends in `Counterparty.search`, if the query is nothing but a long one or an IBAN; else ""."""
    number, *others = telling(query) or [""]
    return _sought(number) if not others and sum(map(str.isdigit, number)) >= A_NUMBER_HAS else ""


def telling(query: str) -> list[str]:
    """The folded words of a query without those that tell nothing beside the others."""
    query = _in_one_piece(query)
    folded = list(dict.fromkeys(fold(DOTTED.sub(_legal_form, query)).split()))
    words = [word for word in folded if word not in OPTIONAL] or list(dict.fromkeys(fold(query).split()))
    if any(word not in LABELS and not word.isalpha() for word in words):
        words = [word for word in words if word not in LABELS]
    return words


def _in_one_piece(query: str) -> str:
    """The query; one that is nothing but a number without what groups its digits."""
    groups = DIALLED_AT_HOME.sub("", query.translate(DASHES)).split()
    plain = " ".join(dropwhile(lambda group: fold(group) in LABELS, groups))
    if (NUMBER.match(plain) and sum(map(str.isdigit, plain)) >= A_NUMBER_HAS) or IBAN.match(plain):
        return "".join(filter(str.isalnum, plain))
    return _official(plain) or query


def _official(text: str) -> str:
    """The VAT number with its prefix, or the LEI, that the text is by its check digits; "" for anything else."""
    number = compact(text)
    for clean in (clean_vat, clean_lei):
        with suppress(ValidationError):
            if clean(number) == number:
                return number
    return ""


def _legal_form(found: re.Match[str]) -> str:
    """O.O.D. in one word; other letters with dots stay as they are."""
    word = found[0].replace(".", "")
    return f" {word} " if fold(word) in OPTIONAL else found[0]


def _sought(word: str) -> str:
    if word.isdigit() and len(word) > 3:
        # 0888 123 456 is stored as +359888123456, 00359 as +359.
        bare = word.lstrip("0")
        return bare if len(bare) > 2 else word
    # On the way to "iya", which is folded to "ia".
    return word[:-1] if word.endswith("iy") else word


class Sorting(dict[int, str]):
    """What becomes of a sign in a sort key, by its code; found once for each sign."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        silent = sign in APOSTROPHES or unicodedata.combining(sign)
        self[code] = sign if sign.isalnum() else "" if silent else " "
        return self[code]


SORTING = Sorting()


def name_sort(name: str) -> str:
    """The sort key of a name, for COLLATE "C": its letters and digits in lower case, in their own script."""
    name = name.casefold()
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name).replace(*SHORT_I).translate(NOT_DECOMPOSED).casefold()
        name = name.translate(SORTING)
    else:
        name = name.translate(PUNCTUATION)
    return " ".join(name.split())[:NAME_LENGTH].rstrip()


def letter(sort_key: str) -> str:
    """The first letter of a sort key: A-Z, one of the thirty Bulgarian letters, or # for everything else."""
    first = sort_key[:1]
    return first.upper() if "a" <= first <= "z" or first in CYRILLIC else OTHER_LETTER


def latin(name: str) -> str:
    """A Cyrillic name in Latin letters as passports have it, capitals kept; "" for one that is not Cyrillic.

    Bulgarian by the law of transliteration, other Cyrillic letters by anyascii.
    """
    if name.isascii() or not HAS_CYRILLIC.search(name):
        return ""
    stem = name.removesuffix("ия")
    if name.istitle() and "ия" not in stem and (plain := stem.translate(CAPITALISED)).isascii():
        # As nearly all names are, and there may be a million: this costs a tenth.
        return plain if stem == name else f"{plain}ia"
    return WORD.sub(_latin_word, " ".join(name.split()))


def _latin_word(matched: re.Match[str]) -> str:
    word = matched[0]
    if word.lower().endswith("ия"):
        word = word[:-2] + ("IA" if word.isupper() else "ia")
    found = "".join(_latin_letter(each) for each in word)
    return found.upper() if word.isupper() and sum(map(str.isalpha, word)) > 1 else found


def _latin_letter(sign: str) -> str:
    plain = CYRILLIC.get(sign.lower(), "")
    if not plain:
        return sign if sign.isascii() else anyascii(sign)
    return plain.capitalize() if sign.isupper() else plain
