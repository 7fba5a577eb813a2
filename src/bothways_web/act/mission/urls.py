"""Addresses of the mission."""

from django.urls import path

from bothways_web.act.views import mission, mission_checks

urlpatterns = [
    path("", mission.mission, name="mission"),
    path("change/", mission.change_mission, name="change_mission"),
    path("take-back/", mission.take_back_mission, name="take_back_mission"),
    path("words/<slug:part_id>/", mission.mission_phrases, name="mission_phrases"),
    path("versions/", mission.mission_versions, name="mission_versions"),
    path("versions/<int:number>/", mission.mission_version, name="mission_version"),
    path("check/", mission_checks.check_mission, name="check_mission"),
    path("check/file/", mission_checks.check_file, name="mission_check_file"),
    path("check/packet/<int:pk>/", mission_checks.check_packet, name="check_packet"),
    path("checks/", mission_checks.kept_checks, name="mission_checks"),
    path("checks/<int:pk>/", mission_checks.kept_check, name="mission_check"),
    path("checks/<int:pk>/check.json", mission_checks.kept_file, name="kept_mission_check_file"),
    path("checks/<int:pk>/delete/", mission_checks.delete_check, name="delete_mission_check"),
]
