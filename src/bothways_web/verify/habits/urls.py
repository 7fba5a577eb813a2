"""Addresses of habits."""

from django.urls import path

from bothways_web.verify.views import habits

urlpatterns = [
    path("", habits.habits, name="habits"),
    path("new/", habits.choose_habit, name="choose_habit"),
    path("new/<int:round_id>/<str:question>/", habits.new_habit, name="new_habit"),
    path("<int:pk>/", habits.habit, name="habit"),
    path("<int:pk>/table.csv", habits.habit_table, name="habit_table"),
]
