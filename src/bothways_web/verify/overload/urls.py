"""Addresses of overload."""

from django.urls import path

from bothways_web.verify.views import overload, overload_network

urlpatterns = [
    path("", overload.overload, name="overload"),
    path("answer.csv", overload.overload_answer, name="overload_answer"),
    path("flow.csv", overload.overload_flow, name="overload_flow"),
    path("numbers/", overload.overload_question, name="overload_question"),
    path("ask/", overload.ask_overload, name="ask_overload"),
    path("network/", overload_network.network, name="overload_network"),
    path("network/who-serves-whom.csv", overload_network.network_table, name="overload_network_table"),
    path("network/template.csv", overload_network.network_template, name="overload_network_template"),
    path("network/step/", overload_network.network_step, name="overload_network_step"),
    path("network/<uuid:key>/columns/", overload_network.network_columns, name="overload_network_columns"),
    path("network/<uuid:key>/check/", overload_network.network_check, name="overload_network_check"),
    path("network/<uuid:key>/faults/", overload_network.network_faults, name="overload_network_faults"),
]
