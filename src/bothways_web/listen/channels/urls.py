"""Addresses of the ways to a survey beside the mail."""

from django.urls import path

from bothways_web.listen.views import channels, chat_rooms, open_survey

urlpatterns = [
    path("open/<str:token>/", open_survey.open_survey, name="open_survey"),
    path("kiosk/<str:token>/", open_survey.kiosk, name="kiosk"),
    path("listen/rooms/", chat_rooms.chat_rooms, name="chat_rooms"),
    path("listen/<int:pk>/channels/", channels.channels, name="channels"),
    path("listen/<int:pk>/channels/poster/<slug:door>/", channels.poster, name="poster"),
]
