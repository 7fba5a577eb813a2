"""Addresses of people."""

from django.urls import path

from bothways_web.people.views import (
    accounts,
    changes,
    first,
    home,
    imports,
    mails,
    own,
    people,
    set_up,
    welcome,
)

_import = "people/import/<str:kind>/"
urlpatterns = [
    path("", home.home, name="home"),
    path("me/", own.own_record, name="own_record"),
    path("me/mails/", mails.own_mails, name="own_mails"),
    path("me/mails/hours/", mails.own_hours, name="own_hours"),
    path("me/mails/stop/<str:token>/", mails.stop_mails, name="stop_mails"),
    # As mails of reminders named them before.
    path("act/reminders/", mails.moved_reminders, name="reminders"),
    path("act/reminders/<str:token>/", mails.stop_mails, name="stop_reminders"),
    path("welcome/", welcome.choose_password, name="choose_password"),
    path("welcome/<str:token>/", welcome.welcome, name="welcome"),
    path("set-up/", set_up.set_up, name="set_up"),
    path("set-up/first/", first.first_run, name="first_run"),
    path("set-up/organisation/", set_up.organisation, name="set_up_organisation"),
    path("set-up/languages/", set_up.languages, name="set_up_languages"),
    path("set-up/quiet-hours/", set_up.quiet, name="set_up_quiet"),
    path("set-up/days-off/", mails.set_up_days_off, name="set_up_days_off"),
    path("set-up/days-off/<int:pk>/", mails.remove_day_off, name="remove_day_off"),
    path("set-up/asks/", set_up.asks, name="set_up_asks"),
    path("set-up/answers/", set_up.answers, name="set_up_answers"),
    path("set-up/mail/", set_up.mail, name="set_up_mail"),
    path("set-up/privacy/", set_up.privacy, name="set_up_privacy"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/invite/", accounts.invite, name="invite"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("changes/", changes.change_log, name="change_log"),
    path("people/", people.people, name="people"),
    path("people/imports/", imports.import_list, name="imports"),
    path("people/imports/<int:pk>/", imports.import_done, name="import_done"),
    path("people/imports/<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path(_import, imports.import_file, name="import_file"),
    path(_import + "example.csv", imports.import_template, name="import_template"),
    path(_import + "<uuid:key>/columns/", imports.import_columns, name="import_columns"),
    path(_import + "<uuid:key>/check/", imports.import_check, name="import_check"),
    path(_import + "<uuid:key>/faulty-rows.csv", imports.import_faults, name="import_faults"),
    path("people/<uuid:pk>/", people.person, name="person"),
]
