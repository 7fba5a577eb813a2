"""Addresses of verify: each part lists its own."""

from django.urls import include, path

from bothways_web.verify.views import index

urlpatterns = [
    path("verify/", index.verify, name="verify"),
    path("verify/studies/", include("bothways_web.verify.studies.urls")),
    path("verify/beliefs/", include("bothways_web.verify.beliefs.urls")),
    path("verify/leaving/", include("bothways_web.verify.leaving.urls")),
    path("verify/habits/", include("bothways_web.verify.habits.urls")),
    path("verify/overload/", include("bothways_web.verify.overload.urls")),
    path("verify/reports/", include("bothways_web.verify.reports.urls")),
]
