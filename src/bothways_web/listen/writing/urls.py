"""Addresses of writing question sets."""

from django.urls import path

from bothways_web.listen.views import writing

urlpatterns = [
    path("", writing.own_sets, name="own_sets"),
    path("new/", writing.begin, name="begin_own_set"),
    path("<int:pk>/", writing.own_set, name="own_set"),
    path("<int:pk>/details/", writing.details, name="own_set_details"),
    path("<int:pk>/sections/<slug:name>/", writing.section, name="own_section"),
    path("<int:pk>/questions/<slug:name>/", writing.question, name="own_question"),
    path("<int:pk>/preview/", writing.preview, name="preview_own_set"),
    path("<int:pk>/question-set.json", writing.export, name="export_own_set"),
    path("<int:pk>/state/", writing.lifecycle, name="own_set_state"),
]
