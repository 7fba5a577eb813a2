"""Addresses of listening."""

from django.urls import include, path

from bothways_web.listen.views import (
    answer,
    contact_files,
    contacts,
    no_more,
    problems,
    pulses,
    question_sets,
    rounds,
    triage,
)

_contacts = "listen/contacts/<slug:side>/file/<uuid:key>/"
urlpatterns = [
    path("listen/", pulses.pulses, name="pulses"),
    path("listen/new/", pulses.choose_question_set, name="choose_question_set"),
    path("listen/new/<slug:instrument>/", pulses.new_pulse, name="new_pulse"),
    path("listen/<int:pk>/", pulses.pulse, name="pulse"),
    path("listen/<int:pk>/change/", pulses.change, name="change_pulse"),
    path("listen/<int:pk>/launch/", pulses.launch, name="launch_pulse"),
    path("listen/<int:pk>/state/", pulses.state, name="pulse_state"),
    path("listen/rounds/<int:pk>/", rounds.round_page, name="round"),
    path("listen/rounds/<int:pk>/close/", rounds.close, name="close_round"),
    path("listen/rounds/<int:pk>/comments/", rounds.read_comments, name="read_comments"),
    path("listen/question-sets/<slug:instrument>/", question_sets.question_set, name="question_set"),
    path("listen/<int:pk>/happened/", contacts.note_happening, name="note_happening"),
    path("listen/contacts/<slug:side>/", contacts.contacts, name="contacts"),
    path("listen/contacts/<slug:side>/new/", contacts.new_contact, name="new_contact"),
    path("listen/contacts/<slug:side>/<uuid:pk>/", contacts.contact, name="contact"),
    path("listen/contacts/<slug:side>/<uuid:pk>/delete/", contacts.delete, name="delete_contact"),
    path("listen/contacts/<slug:side>/file/", contact_files.contact_file, name="contact_file"),
    path("listen/contacts/<slug:side>/file/example.csv", contact_files.example, name="contact_example"),
    path(_contacts + "columns/", contact_files.columns, name="contact_columns"),
    path(_contacts + "check/", contact_files.check, name="contact_check"),
    path(_contacts + "faulty-rows.csv", contact_files.faults, name="contact_faults"),
    path("listen/own/", include("bothways_web.listen.writing.urls")),
    path("problems/", problems.dig_up, name="dig_up"),
    path("problems/similar/", problems.similar_problems, name="similar_problems"),
    path("problems/mine/", problems.my_problems, name="my_problems"),
    path("problems/mine/<int:pk>/", problems.my_problem, name="my_problem"),
    path("problems/code/", problems.problem_by_code, name="problem_by_code"),
    path("problems/triage/", triage.triage, name="triage"),
    path("problems/triage/<int:pk>/", triage.triage_problem, name="triage_problem"),
    path("no-more/<str:token>/", no_more.no_more, name="no_more"),
    path("answer/left/", answer.left, name="answer_left"),
    path("answer/<str:token>/", answer.answer, name="answer"),
    path("", include("bothways_web.listen.channels.urls")),
    path("", include("bothways_web.listen.sealed.urls")),
]
