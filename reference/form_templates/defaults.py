"""The forms that the product ships with: a flight form and a survey among customers."""

from collections.abc import Mapping, Sequence
from typing import Any

from reference.arranging import append
from reference.kinds import Kind
from reference.models import FormField, FormTemplate
from reference.models.features import DataType

Row = tuple[str, str, str, DataType, Mapping[str, Any]]
REQUIRED = {"required": True}
MARK = {"minimum": "1", "maximum": "5"}
TEMPLATES: Mapping[tuple[str, str, str], tuple[Sequence[Kind], Sequence[Row]]] = {
    ("flight-form", "Полетен формуляр", "Flight form"): (
        (),
        (
            ("flight-number", "Номер на полета", "Flight number", DataType.TEXT, REQUIRED),
            ("date", "Дата на полета", "Date of flight", DataType.DATE, REQUIRED),
            ("from", "От", "From", DataType.TEXT, REQUIRED),
            ("to", "До", "To", DataType.TEXT, REQUIRED),
            ("aircraft", "Регистрационен знак на самолета", "Aircraft registration", DataType.TEXT, {}),
            ("passenger", "Пътник", "Passenger", DataType.TEXT, REQUIRED),
            ("document", "Документ", "Document", DataType.TEXT, {"shown": False}),
            ("notes", "Бележки", "Notes", DataType.LONG_TEXT, {"shown": False}),
        ),
    ),
    ("customer-survey", "Анкета сред клиенти", "Customer survey"): (
        (Kind.CUSTOMER,),
        (
            ("heard", "Как научихте за нас?", "How did you hear of us?", DataType.TEXT, {}),
            ("overall", "Обща оценка, от 1 до 5", "Overall mark, 1 to 5", DataType.NUMBER, MARK | REQUIRED),
            ("quality", "Качество, от 1 до 5", "Quality, 1 to 5", DataType.NUMBER, MARK),
            ("in-time", "Спазване на срокове, от 1 до 5", "Deliveries in time, 1 to 5", DataType.NUMBER, MARK),
            ("staff", "Обслужване, от 1 до 5", "Help from our staff, 1 to 5", DataType.NUMBER, MARK),
            ("recommends", "Бихте ли ни препоръчали?", "Would you recommend us?", DataType.YES_NO, {}),
            ("better", "Какво да подобрим?", "What should we do better?", DataType.LONG_TEXT, {"shown": False}),
        ),
    ),
}
"By code, name in Bulgarian and name in English: for whom it is, and its fields."


def add_template(names: tuple[str, str, str]) -> FormTemplate:
    """Adds one of them with its fields, behind the templates that there are."""
    kinds, rows = TEMPLATES[names]
    code, bulgarian, english = names
    codes = [kind.value for kind in kinds]
    template = append(record=FormTemplate(code=code, name_bg=bulgarian, name_en=english, kinds=codes))
    FormField.objects.bulk_create(
        FormField(
            template=template,
            position=place,
            **{"code": code, "name_bg": bulgarian, "name_en": english, "data_type": data_type, "shown": True, **more},
        )
        for place, (code, bulgarian, english, data_type, more) in enumerate(rows, 1)
    )
    return template
