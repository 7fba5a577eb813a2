"""Addresses of huddles."""

from django.urls import path

from bothways_web.act.views import huddles, huddles_calendar, huddles_cards, huddles_running

urlpatterns = [
    path("", huddles.huddles, name="huddles"),
    path("unit/<path:code>/rhythm/", huddles.rhythm, name="huddle_rhythm"),
    path("unit/<path:code>/open/", huddles_running.open_one, name="open_huddle"),
    path("unit/<path:code>/calendar.ics", huddles_calendar.download, name="huddle_calendar_file"),
    path("unit/<path:code>/", huddles.unit, name="huddle_unit"),
    path("calendar/<str:token>.ics", huddles_calendar.subscribed, name="huddle_calendar"),
    path("card/<str:code>/", huddles_cards.card, name="huddle_card"),
    path("<int:pk>/", huddles_running.huddle, name="huddle"),
    path("<int:pk>/actions/<int:number>/", huddles_running.action, name="huddle_action"),
]
