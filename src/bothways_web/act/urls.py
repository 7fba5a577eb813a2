"""Addresses of act: each part lists its own."""

from django.urls import include, path

from bothways_web.act.views import index

urlpatterns = [
    path("act/", index.act, name="act"),
    path("act/huddles/", include("bothways_web.act.huddles.urls")),
    path("act/plans/", include("bothways_web.act.plans.urls")),
    path("act/playbook/", include("bothways_web.act.playbook.urls")),
    path("act/work/", include("bothways_web.act.work.urls")),
    path("act/cases/", include("bothways_web.act.cases.urls")),
    path("act/committee/", include("bothways_web.act.committee.urls")),
    path("act/culture/", include("bothways_web.act.culture.urls")),
    path("act/growth/", include("bothways_web.act.growth.urls")),
    path("act/celebrations/", include("bothways_web.act.celebrations.urls")),
    path("act/mission/", include("bothways_web.act.mission.urls")),
    path("act/problems/", include("bothways_web.act.problems.urls")),
    path("act/welcome/", include("bothways_web.act.welcome.urls")),
    path("said/", include("bothways_web.act.said.urls")),
]
