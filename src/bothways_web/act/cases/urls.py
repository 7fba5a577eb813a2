"""Addresses of cases."""

from django.urls import path

from bothways_web.act.views import case_held, case_lessons, case_rules, case_steps, case_templates, cases

urlpatterns = [
    path("", cases.cases, name="cases"),
    path("new/", cases.new_case, name="new_case"),
    path("desk/", cases.desk, name="case_desk"),
    path("held/", case_held.held, name="held_cases"),
    path("held/<int:pk>/<str:what>/", case_held.decide, name="decide_held_cases"),
    path("rules/<int:pulse>/", case_rules.rules, name="case_rules"),
    path("rules/<int:pulse>/<str:item>/", case_rules.rule, name="case_rule"),
    path("templates/", case_templates.templates, name="reply_templates"),
    path("templates/new/", case_templates.new_template, name="new_reply_template"),
    path("templates/<int:pk>/", case_templates.template, name="reply_template"),
    path("templates/<int:pk>/delete/", case_templates.delete, name="delete_reply_template"),
    path("lessons/", case_lessons.lessons, name="case_lessons"),
    path("lessons/<str:unit>/", case_lessons.unit_lessons, name="unit_lessons"),
    path("<int:pk>/", cases.case, name="case"),
    path("<int:pk>/reply/", case_steps.reply, name="case_reply"),
    path("<int:pk>/close/", case_steps.close, name="case_close"),
    path("<int:pk>/behind/", case_steps.behind, name="case_behind"),
]
