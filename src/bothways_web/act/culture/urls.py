"""Addresses of the culture path."""

from django.urls import path

from bothways_web.act.views import culture

urlpatterns = [
    path("", culture.culture, name="culture"),
    path("of/<path:code>/", culture.culture_path, name="culture_path"),
]
