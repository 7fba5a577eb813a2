"""Addresses of reports."""

from django.urls import path

from bothways_web.verify.views import reports

urlpatterns = [
    path("", reports.story, name="story"),
    path("story.<slug:form>", reports.story_file, name="story_file"),
    path("mail/", reports.story_mail, name="story_mail"),
    path("mail/answer/", reports.answer_story_mail, name="answer_story_mail"),
    path("mail/suggest/", reports.suggest_story_mail, name="suggest_story_mail"),
    path("mail/stop/<str:token>/", reports.stop_story_mail, name="stop_story_mail"),
]
