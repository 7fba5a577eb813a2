"""Addresses of celebrations."""

from django.urls import path

from bothways_web.act.views import celebrations

urlpatterns = [
    path("", celebrations.celebrations, name="celebrations"),
    path("new/", celebrations.new_celebration, name="new_celebration"),
    path("mine/", celebrations.my_celebrations, name="my_celebrations"),
    path("taken-down/", celebrations.celebrations_taken_down, name="celebrations_taken_down"),
    path("<int:pk>/", celebrations.celebration, name="celebration"),
    path("<int:pk>/take-down/", celebrations.take_down, name="take_down_celebration"),
    path("<int:pk>/bring-back/", celebrations.bring_back, name="bring_back_celebration"),
]
