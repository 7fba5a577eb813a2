"""Addresses of journeys."""

from django.urls import path

from bothways_web.link.views import journeys, journeys_pains, journeys_versions, journeys_writing

urlpatterns = [
    path("", journeys.journeys, name="journeys"),
    path("new/", journeys_writing.begin, name="begin_journey"),
    path("<int:pk>/", journeys.journey, name="journey"),
    path("<int:pk>/file/<slug:form>/", journeys.journey_file, name="journey_file"),
    path("<int:pk>/change/", journeys_writing.change, name="change_journey"),
    path("<int:pk>/details/", journeys_writing.details, name="journey_details"),
    path("<int:pk>/delete/", journeys_writing.delete, name="delete_journey"),
    path("<int:pk>/stages/new/", journeys_writing.new_stage, name="new_journey_stage"),
    path("<int:pk>/stages/<slug:stage_id>/", journeys_writing.stage, name="journey_stage"),
    path("<int:pk>/stages/<slug:stage_id>/remove/", journeys_writing.remove, name="remove_journey_stage"),
    path("<int:pk>/stages/<slug:stage_id>/pain/", journeys_pains.new_pain, name="new_pain_point"),
    path("<int:pk>/pains/<int:pain_id>/", journeys_pains.pain, name="pain_point"),
    path("<int:pk>/pains/<int:pain_id>/change/", journeys_pains.change, name="change_pain_point"),
    path("<int:pk>/versions/", journeys_versions.versions, name="journey_versions"),
    path("<int:pk>/versions/<int:number>/", journeys_versions.version, name="journey_version"),
]
