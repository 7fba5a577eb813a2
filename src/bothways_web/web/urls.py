"""All addresses: each room lists its own."""

from django.urls import include, path

from bothways_web.web import views, watching

urlpatterns = [
    path("promise/", views.promise, name="promise"),
    path("kit/", views.kit, name="kit"),
    path("kit/question/", views.kit_question, name="kit_question"),
    path("characters/", views.characters, name="characters"),
    path("language/", views.language, name="language"),
    path("health/", views.health, name="health"),
    path("health/live/", watching.live, name="health_live"),
    path("health/ready/", watching.ready, name="health_ready"),
    path("health/figures/", watching.figures, name="health_figures"),
    path("account/email/", views.closed),  # addresses are changed by administrators
    # Not allauth.urls: pages of allauth.socialaccount would tie and untie accounts beside our rules (people/sign_on).
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("", include("bothways_web.people.urls")),
    path("", include("bothways_web.listen.urls")),
    path("", include("bothways_web.link.urls")),
    path("", include("bothways_web.act.urls")),
    path("", include("bothways_web.verify.urls")),
    path("", include("bothways_web.connect.urls")),
    path("", include("bothways_web.keeping.urls")),
    path("", include("bothways_web.api.urls")),
]
handler400 = "bothways_web.web.views.bad_request"
handler403 = "bothways_web.web.views.page_not_found"
handler404 = "bothways_web.web.views.page_not_found"
handler500 = "bothways_web.web.views.server_error"
