"""The words that columns of other programs have for contact persons, addresses and accounts."""

SPOKEN = {
    "contact.name": "contact | contact person | contact name | name of contact | person"
    " | лице за контакт | контактно лице | мол | лице | име на лицето | име на лице за контакт",
    "contact.position": "job title | position | длъжност | позиция",
    "contact.phone": "contact phone | phone of contact | phone of person | mobile | phone number | gsm"
    " | телефон на лице за контакт | телефон за контакт | телефон на лицето | тел на лицето"
    " | мобилен | телефонен номер",
    "contact.email": "contact email | contact e mail | email of contact"
    " | email of person | email address | e mail address | имейл на лице за контакт | имейл за контакт"
    " | имейл на лицето | имейл адрес",
    "contact.area": "department | отдел",
    "contact.birthday": "date of birth | дата на раждане",
    "address.settlement": "city | town | settlement | град | населено място | нас място",
    "address.postal_code": "zip | zip code | postcode | postal code | пк | п к | пощ код | пощенски код",
    "address.street": "street | улица | ул",
    "address.number": "house number | street number | номер на улица",
    "address.neighbourhood": "neighbourhood | district | кв | квартал",
    "address.free_text": "address | full address | адрес | пълен адрес",
    "account.iban": "iban | bank account | банкова сметка | сметка",
    "account.bic": "bic | swift | bic code | swift code",
    "account.currency": "currency | account currency | валута | валута на сметката",
    "account.bank_name": "bank | bank name | банка",
}
WORDS = {name: tuple(words.split(" | ")) for name, words in SPOKEN.items()}
