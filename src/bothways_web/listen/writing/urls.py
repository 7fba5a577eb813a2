"""Addresses of writing question sets."""

from django.urls import path

from bothways_web.listen.views import writing, writing_looks, writing_preview, writing_questions

urlpatterns = [
    path("", writing.own_sets, name="own_sets"),
    path("new/", writing.begin, name="begin_own_set"),
    path("<int:pk>/", writing.own_set, name="own_set"),
    path("<int:pk>/details/", writing.details, name="own_set_details"),
    path("<int:pk>/sections/<slug:name>/", writing.section, name="own_section"),
    path("<int:pk>/questions/<slug:name>/", writing_questions.question, name="own_question"),
    path("<int:pk>/questions/<slug:name>/asked/", writing_questions.condition, name="own_condition"),
    path("<int:pk>/languages/<slug:code>/", writing_looks.language, name="own_language"),
    path("<int:pk>/flow/", writing_looks.flow, name="own_flow"),
    path("<int:pk>/preview/", writing_preview.preview, name="preview_own_set"),
    path("<int:pk>/question-set.json", writing.export, name="export_own_set"),
    path("<int:pk>/state/", writing.lifecycle, name="own_set_state"),
]
