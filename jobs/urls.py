"""The addresses of the jobs."""

from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [
    path("jobs/", views.list_jobs, name="list"),
    path("jobs/<int:pk>/", views.show_job, name="detail"),
    path("jobs/<int:pk>/progress/", views.show_progress, name="progress"),
    path("jobs/<int:pk>/cancel/", views.cancel_job, name="cancel"),
]
