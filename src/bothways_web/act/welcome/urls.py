"""Addresses of the welcome."""

from django.urls import path

from bothways_web.act.views import welcome, welcome_mentors, welcome_packets, welcome_pairs

urlpatterns = [
    path("", welcome.new_here, name="new_here"),
    path("welcome.pdf", welcome.new_here_paper, name="new_here_paper"),
    path("mine.json", welcome.welcome_own_file, name="welcome_own_file"),
    path("desk/", welcome.desk, name="welcome_desk"),
    path("desk/look/", welcome.look_for_mentors, name="look_for_mentors"),
    path("mentor/", welcome_mentors.my_mentor, name="my_mentor"),
    path("mentor/wish/", welcome_mentors.mentor_wish, name="mentor_wish"),
    path("mentor/offer/", welcome_mentors.mentor_offer, name="mentor_offer"),
    path("mentor/withdraw/<str:what>/", welcome_mentors.mentor_withdraw, name="mentor_withdraw"),
    path("mentor/pairs/<int:pk>/", welcome_pairs.mentor_pair, name="mentor_pair"),
    path("mentor/pairs/<int:pk>/end/", welcome_pairs.end_mentor_pair, name="end_mentor_pair"),
    path("mentor/notes/<int:pk>/delete/", welcome_pairs.delete_mentor_note, name="delete_mentor_note"),
    path("packets/", welcome_packets.packets, name="packets"),
    path("packets/new/", welcome_packets.begin_packet, name="begin_packet"),
    path("packets/<int:pk>/", welcome_packets.packet, name="packet"),
    path("packets/<int:pk>/change/", welcome_packets.change_packet, name="change_packet"),
    path("packets/<int:pk>/version/<int:number>/", welcome_packets.packet_version, name="packet_version"),
    path("packets/<int:pk>/give/", welcome_packets.give_packet, name="give_packet"),
    path("packets/<int:pk>/end/", welcome_packets.end_packet, name="end_packet"),
]
