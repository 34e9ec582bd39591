"""The addresses of imports and exports."""

from django.urls import path

from exchange import export_views, item_export_views, report_views, views
from exchange.bulk import urls as bulk_urls
from exchange.undoing import urls as undoing_urls

app_name = "exchange"
urlpatterns = [
    *bulk_urls.urlpatterns,
    *undoing_urls.urlpatterns,
    path("exchange/", views.list_runs, name="list"),
    path("exchange/import/", views.choose_file, name="choose"),
    path("exchange/<int:pk>/", views.show_run, name="run"),
    path("exchange/<int:pk>/columns/", views.map_columns, name="columns"),
    path("exchange/<int:pk>/start/", views.start_import, name="start"),
    path("exchange/<int:pk>/progress/", views.show_progress, name="progress"),
    path("exchange/<int:pk>/discard/", views.discard_run, name="discard"),
    path("exchange/<int:pk>/errors.<slug:format>", views.download_failed, name="failed"),
    path("exchange/<int:pk>/report.<slug:format>", report_views.download_report, name="report"),
    path("exchange/<int:pk>/file/", views.download_file, name="file"),
    path("exchange/mappings/<int:pk>/forget/", views.forget_profile, name="forget"),
    path("exchange/form/<slug:target>.<slug:format>", views.download_form, name="form"),
    path("exchange/export/<slug:slug>/", export_views.export_list, name="export"),
    path("exchange/nomenclature/<int:pk>.<slug:format>", item_export_views.export_items, name="items"),
    path("exchange/exported/<int:pk>/", export_views.show_export, name="exported"),
    path("exchange/exported/<int:pk>/progress/", export_views.show_progress, name="exported_progress"),
    path("exchange/exported/<int:pk>/file/", export_views.download_export, name="exported_file"),
]
