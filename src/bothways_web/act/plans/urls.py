"""Addresses of plans."""

from django.urls import path

from bothways_web.act.views import plans, plans_writing

urlpatterns = [
    path("", plans.plans, name="plans"),
    path("choose/", plans.choose_plan_unit, name="choose_plan_unit"),
    path("new/<path:code>/", plans_writing.new_plan, name="new_plan"),
    path("of/<path:code>/", plans.unit_plans, name="unit_plans"),
    path("<int:pk>/", plans.plan, name="plan"),
    path("<int:pk>/change/", plans_writing.change_plan, name="change_plan"),
    path("<int:pk>/expectation/", plans_writing.plan_expectation, name="plan_expectation"),
    path("<int:pk>/end/", plans_writing.end_plan, name="end_plan"),
    path("<int:pk>/delete/", plans_writing.delete_plan, name="delete_plan"),
    path("<int:pk>/plan.csv", plans.plan_table, name="plan_table"),
]
