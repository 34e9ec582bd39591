"""The heads of the columns of a spreadsheet."""

from collections.abc import Sequence

from attributes.values import Attribute


def titles_of(attributes: Sequence[Attribute]) -> list[str]:
    """The labels as headers; where two are equal, the name stands behind."""
    labels = [str(attribute.label) for attribute in attributes]
    folded = [label.casefold() for label in labels]
    return [
        f"{label} ({attribute.name})" if folded.count(label.casefold()) > 1 else label
        for label, attribute in zip(labels, attributes, strict=True)
    ]
