"""Addresses of the committee."""

from django.urls import path

from bothways_web.act.views import (
    committee,
    committee_draw,
    committee_meetings,
    committee_minutes,
    committee_seats,
)

urlpatterns = [
    path("", committee.committee, name="committee"),
    path("outside/", committee.committee_outside, name="committee_outside"),
    path("charter/", committee.charter, name="charter"),
    path("charter/change/", committee.change_charter, name="change_charter"),
    path("charter/<int:number>/", committee.charter_version, name="charter_version"),
    path("willing/", committee_seats.willing, name="committee_willing"),
    path("seat/", committee_seats.seat, name="committee_seat"),
    path("drawn.json", committee_seats.drawn_file, name="committee_drawn_file"),
    path("draw/", committee_draw.draw, name="committee_draw"),
    path("draw/new/", committee_draw.new_draw, name="new_committee_draw"),
    path("draw/<int:pk>/announce/", committee_draw.announce_draw, name="announce_committee_draw"),
    path("draw/<int:pk>/nearest/", committee_draw.take_nearest, name="nearest_committee_quotas"),
    path("draw/<int:pk>/now/", committee_draw.draw_now, name="draw_committee_now"),
    path("draw/<int:pk>/off/", committee_draw.call_off, name="call_off_committee_draw"),
    path("draw/<int:pk>/list.json", committee_draw.list_file, name="committee_list_file"),
    path("meetings/new/", committee_meetings.new_meeting, name="new_committee_meeting"),
    path("meetings/<int:pk>/", committee_meetings.meeting, name="committee_meeting"),
    path("meetings/<int:pk>/meeting.ics", committee_meetings.calendar, name="committee_calendar_file"),
    path("meetings/<int:pk>/change/", committee_meetings.move_meeting, name="move_committee_meeting"),
    path("meetings/<int:pk>/delete/", committee_meetings.delete_meeting, name="delete_committee_meeting"),
    path("meetings/<int:pk>/minutes/", committee_minutes.write_minutes, name="write_committee_minutes"),
    path("meetings/<int:pk>/publish/", committee_minutes.publish_minutes, name="publish_committee_minutes"),
    path(
        "meetings/<int:pk>/withdraw/", committee_minutes.withdraw_minutes, name="withdraw_committee_minutes"
    ),
    path("meetings/<int:pk>/decide/", committee_minutes.new_decision, name="new_committee_decision"),
    path("decisions/<int:pk>/change/", committee_minutes.change_decision, name="change_committee_decision"),
    path("decisions/<int:pk>/delete/", committee_minutes.delete_decision, name="delete_committee_decision"),
    path("decisions/<int:pk>/plan/", committee_minutes.plan_decision, name="plan_committee_decision"),
]
