"""Addresses of keeping."""

from django.urls import path

from bothways_web.keeping.views import erasing, exports, personal, retention

urlpatterns = [
    path("exports/", exports.exports, name="exports"),
    path("exports/<uuid:key>/", exports.fetch, name="fetch_export"),
    path("me/everything/", personal.everything, name="everything_about_me"),
    path("people/erase/", erasing.erase_somebody, name="erase"),
    path("people/erase/<int:pk>/", erasing.erased, name="erased"),
    path("set-up/keeping/", retention.keeping, name="keeping"),
]
