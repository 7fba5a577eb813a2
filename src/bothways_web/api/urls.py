"""Addresses of the API and of the page of tokens."""

from django.urls import path

from bothways_web.api.problems import not_there, refusing_methods
from bothways_web.api.scim.door import scim
from bothways_web.api.v1 import api
from bothways_web.api.views import description, people_feed, tokens

_OPERATIONS = api.urls
refusing_methods(_OPERATIONS[0])
urlpatterns = [
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.new, name="new_token"),
    path("tokens/<int:pk>/revoke/", tokens.revoke, name="revoke_token"),
    path("set-up/people-feed/", people_feed.people_feed, name="people_feed"),
    path("set-up/people-feed/departments/", people_feed.feed_departments, name="feed_departments"),
    path("set-up/people-feed/departments/<int:pk>/", people_feed.feed_department, name="feed_department"),
    path("set-up/people-feed/groups/", people_feed.feed_groups, name="feed_groups"),
    path("set-up/people-feed/groups/<uuid:pk>/", people_feed.feed_group, name="feed_group"),
    path("set-up/people-feed/without-unit/", people_feed.feed_unplaced, name="feed_unplaced"),
    path("set-up/people-feed/without-unit/again/", people_feed.feed_place_again, name="feed_place_again"),
    path("scim/v2", scim, name="scim_root"),
    path("scim/v2/<path:path>", scim, name="scim"),
    path("api/", description.description, name="api_description"),
    path("api/v1/", _OPERATIONS),
    path("api/<path:path>", not_there, name="api_not_there"),
]
