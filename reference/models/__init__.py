"""What administrators configure: one module a noun."""

from reference.models.features import Feature, FeatureGroup, FeatureType
from reference.models.file_tabs import FileTab, FileTabRole
from reference.models.locations import AddressRule, Location
from reference.models.nomenclatures import Nomenclature, NomenclatureItem
from reference.models.statuses import Status
from reference.models.types import Type, TypeRight

__all__ = [
    "AddressRule",
    "Feature",
    "FeatureGroup",
    "FeatureType",
    "FileTab",
    "FileTabRole",
    "Location",
    "Nomenclature",
    "NomenclatureItem",
    "Status",
    "Type",
    "TypeRight",
]
