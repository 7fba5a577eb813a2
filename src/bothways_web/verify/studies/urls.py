"""Addresses of studies."""

from django.urls import path

from bothways_web.verify.views import studies, studies_writing

urlpatterns = [
    path("", studies.studies, name="studies"),
    path("new/", studies_writing.new_study, name="new_study"),
    path("<int:pk>/", studies.study, name="study"),
    path("<int:pk>/study.csv", studies.study_table, name="study_table"),
    path("<int:pk>/teams/", studies_writing.study_teams, name="study_teams"),
    path("<int:pk>/teams/file/", studies_writing.study_teams_file, name="study_teams_file"),
    path("<int:pk>/teams.csv", studies_writing.study_teams_table, name="study_teams_table"),
    path("<int:pk>/question/", studies_writing.study_question, name="study_question"),
    path("<int:pk>/words/", studies_writing.study_words, name="study_words"),
    path("<int:pk>/delete/", studies_writing.delete_study, name="delete_study"),
]
