"""Addresses of growth for oneself."""

from django.urls import path

from bothways_web.act.views import growth

urlpatterns = [
    path("", growth.growth, name="growth"),
    path("diary.txt", growth.growth_diary, name="growth_diary"),
]
