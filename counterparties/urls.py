"""The addresses of the file's own pages and the first page; screens bring those of lists and tabs."""

from django.urls import include, path

from counterparties import feature_views, views
from counterparties.addresses import views as addresses
from counterparties.labels import views as labels
from counterparties.sharing.views import KnownView, LinkView, bank_of_iban
from counterparties.timeline.views import timeline
from screens.registry import screens

urlpatterns = [
    path("", views.home, name="home"),
    path("counterparties/<int:pk>/", views.counterparty, name="counterparty"),
    path("counterparties/feature-fields/", views.feature_fields, name="new-feature-fields"),
    path("counterparties/<int:pk>/feature-fields/", views.feature_fields, name="feature-fields"),
    path("counterparties/<int:pk>/changes/", views.changes, name="counterparty-changes"),
    path("counterparties/<int:pk>/changes/latest/", views.latest_changes, name="latest-changes"),
    path("counterparties/<int:pk>/changes/<int:change>/take-back/", views.take_change_back, name="take-change-back"),
    path("counterparties/<int:pk>/timeline/", timeline, name="timeline"),
    path("", include("counterparties.events.urls")),
    path("", include("counterparties.comments.urls")),
    path("", include("counterparties.emails.urls")),
    path("", include("counterparties.files.urls")),
    path("", include("counterparties.portal.urls")),
    path("", include("counterparties.vies.urls")),
    path("", include("counterparties.personal_documents.urls")),
    path("", include("counterparties.forms.urls")),
    path("", include("counterparties.holdings.urls")),
    path("", include("counterparties.own_companies.urls")),
    path("", include("counterparties.printing.urls")),
    path("", include("counterparties.subject_packages.urls")),
    path("counterparties/<int:pk>/features/<slug:code>/", feature_views.feature_file, name="feature-file"),
    path(
        "counterparties/<int:pk>/features/<slug:code>/thumbnail/",
        feature_views.feature_thumbnail,
        name="feature-thumbnail",
    ),
    path("counterparties/bank-of-iban/", bank_of_iban, name="bank-of-iban"),
    *(
        path(
            f"counterparties/<int:parent>/{screen.slug}/{name}/",
            view.as_view(screen=screen),
            name=f"{screen.slug}-{name}",
        )
        for screen in (screens["contact-persons"], screens["bank-accounts"])
        for name, view in (("link", LinkView), ("known", KnownView))
    ),
    path("counterparties/<int:pk>/places/", addresses.suggest, name="address-places"),
    path("addresses/labels/<slug:slug>/", labels.labels, name="address-labels"),
    path("addresses/link/", addresses.link, name="link-addresses"),
    path("demonstration/load/", views.load, name="load-demonstration"),
    path("demonstration/remove/", views.remove, name="remove-demonstration"),
]
