"""Addresses of leaving."""

from django.urls import path

from bothways_web.verify.views import leaving, leaving_cost

urlpatterns = [
    path("", leaving.leaving, name="leaving"),
    path("leaving.csv", leaving.leaving_table, name="leaving_table"),
    path("of/<path:code>/", leaving.leaving_unit, name="leaving_unit"),
    path("reasons/", leaving.leaving_reasons, name="leaving_reasons"),
    path("reasons/ask-leaders/", leaving.ask_leaders, name="ask_leaders"),
    path("cost/", leaving_cost.leaving_cost, name="leaving_cost"),
    path("cost/change/", leaving_cost.change_leaving_cost, name="change_leaving_cost"),
]
