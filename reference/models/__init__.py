"""What administrators configure: one module a noun."""

from reference.models.consent_purposes import ConsentPurpose
from reference.models.document_kinds import DocumentKind
from reference.models.event_types import EventType
from reference.models.features import Feature, FeatureGroup, FeatureType, FormField
from reference.models.file_tabs import FileTab, FileTabRole
from reference.models.form_templates import FormTemplate
from reference.models.locations import AddressRule, Location
from reference.models.message_templates import MessageTemplate
from reference.models.nomenclatures import Nomenclature, NomenclatureItem
from reference.models.personal_document_kinds import PersonalDocumentKind
from reference.models.stamps import Stamp
from reference.models.statuses import Status
from reference.models.types import Type, TypeRight

__all__ = [
    "AddressRule",
    "ConsentPurpose",
    "DocumentKind",
    "EventType",
    "Feature",
    "FeatureGroup",
    "FeatureType",
    "FileTab",
    "FileTabRole",
    "FormField",
    "FormTemplate",
    "Location",
    "MessageTemplate",
    "Nomenclature",
    "NomenclatureItem",
    "PersonalDocumentKind",
    "Stamp",
    "Status",
    "Type",
    "TypeRight",
]
