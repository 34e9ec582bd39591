"""What administrators configure: one module a noun."""

from reference.models.consent_purposes import ConsentPurpose
from reference.models.features import Feature, FeatureGroup, FeatureType
from reference.models.file_tabs import FileTab, FileTabRole
from reference.models.nomenclatures import Nomenclature, NomenclatureItem
from reference.models.statuses import Status
from reference.models.types import Type, TypeRight

__all__ = [
    "ConsentPurpose",
    "Feature",
    "FeatureGroup",
    "FeatureType",
    "FileTab",
    "FileTabRole",
    "Nomenclature",
    "NomenclatureItem",
    "Status",
    "Type",
    "TypeRight",
]
