"""The words that columns of other programs have for our fields, in the languages of the market."""

WORDS = {
    "name": "legal name | company | company name | full name | наименование | фирма | име | клиент | контрагент",
    "person_kind": "юл/фл | individual or legal entity | вид лице",
    "types": "type | types | вид контрагент | тип | вид",
    "uic": "uic | eik | bulstat | еик | булстат | еик/егн | егн | company number | registration number",
    "vat_number": "vat | vat no | vat id | ддс | ддс № | ддс номер | идент. № по ддс",
    "lei": "lei | lei code",
    "country": "country | country code | държава | страна",
    "phone": "phone | phone number | telephone | tel | mobile | gsm | тел | телефон | телефонен номер | мобилен",
    "email": "e-mail | email | mail | email address | e-mail address | имейл | имейл адрес | ел. поща | е-поща",
    "website": "web | www | site | homepage | сайт | уебсайт",
    "note": "note | notes | comment | забележка | бележка",
    "responsible": "trader | responsible | търговец | отговорник",
    "code": "code | id | код",
}
HEADERS = {name: tuple(words.split(" | ")) for name, words in WORDS.items()}
