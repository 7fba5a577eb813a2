"""Addresses of said."""

from django.urls import path

from bothways_web.act.views import said, said_writing

urlpatterns = [
    path("", said.said, name="said"),
    path("customers/", said.said_customers, name="said_customers"),
    path("drafts/", said_writing.drafts, name="said_drafts"),
    path("new/", said_writing.new_said, name="new_said"),
    path("<int:pk>/", said.said_entry, name="said_entry"),
    path("<int:pk>/change/", said_writing.change_said, name="change_said"),
    path("<int:pk>/publish/", said_writing.publish_said, name="publish_said"),
    path("<int:pk>/withdraw/", said_writing.withdraw_said, name="withdraw_said"),
    path("<int:pk>/delete/", said_writing.delete_said, name="delete_said"),
]
