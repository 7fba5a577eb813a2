"""Addresses of what problems are tied to."""

from django.urls import path

from bothways_web.act.views import problems

urlpatterns = [
    path("<int:pk>/ties/", problems.ties, name="problem_ties"),
]
