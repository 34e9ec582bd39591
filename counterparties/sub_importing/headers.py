"""The words that columns of other programs have for contact persons, addresses and accounts."""

SPOKEN = {
    "contact.name": "contact | contact person | contact name | лице за контакт | контактно лице | мол",
    "contact.position": "job title | длъжност",
    "contact.phone": "contact phone | phone of contact | телефон на лице за контакт | телефон за контакт",
    "contact.email": "contact email | contact e mail | email of contact | имейл на лице за контакт | имейл за контакт",
    "address.settlement": "city | town | settlement | град | населено място | нас място",
    "address.postal_code": "zip | zip code | postcode | postal code | пк | п к | пощенски код",
    "address.street": "street | улица | ул",
    "address.number": "house number | street number | номер на улица",
    "address.neighbourhood": "neighbourhood | district | кв | квартал",
    "address.free_text": "address | full address | адрес | пълен адрес",
    "account.iban": "iban | bank account | банкова сметка | сметка",
    "account.bic": "bic | swift | bic code | swift code",
    "account.bank_name": "bank | bank name | банка",
}
WORDS = {name: tuple(words.split(" | ")) for name, words in SPOKEN.items()}
