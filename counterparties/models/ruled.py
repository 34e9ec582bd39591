"""Rules of a table that triggers keep, because no constraint of PostgreSQL can look at other rows."""

from typing import Any

from django.db.models.constraints import BaseConstraint


class KeptByTrigger(BaseConstraint):
    """Gives the refusal of a trigger its sentence, as other constraints have theirs; the trigger raises its name."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        return ""

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        return ""

    def validate(self, *args: Any, **options: Any) -> None:
        """Whoever writes asks before, and names whom the refusal is about."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeptByTrigger) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)
