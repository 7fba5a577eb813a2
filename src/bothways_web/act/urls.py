"""Addresses of act: each part lists its own."""

from django.urls import include, path

urlpatterns = [
    path("act/huddles/", include("bothways_web.act.huddles.urls")),
    path("act/plans/", include("bothways_web.act.plans.urls")),
    path("act/work/", include("bothways_web.act.work.urls")),
    path("act/cases/", include("bothways_web.act.cases.urls")),
    path("said/", include("bothways_web.act.said.urls")),
]
