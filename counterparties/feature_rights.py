"""Which features a user may know of: values of the others would tell of types that he does not see."""

from access.models import Action, User
from counterparties.querysets import rights_of
from reference.features.attributes import Asked, features, with_those_above


def seen_features(user: User) -> list[Asked]:
    """The features that are asked of everybody, or by one of the types that the user sees."""
    rights = rights_of(user)
    if rights.unrestricted(Action.SEE):
        return features()
    above = with_those_above(rights.types[Action.SEE])
    return [each for each in features() if each.by(above)]
