"""Addresses of work."""

from django.urls import path

from bothways_web.act.views import work, work_mine, work_pieces, work_shares

_unit = "units/<path:code>/"
urlpatterns = [
    path("", work.units, name="work"),
    path("mine/", work_mine.mine, name="my_work"),
    path("mine/room/", work_mine.room, name="my_room"),
    path("pieces/<int:pk>/", work_pieces.piece, name="work_item"),
    path("pieces/<int:pk>/change/", work_pieces.change, name="change_work"),
    path("pieces/<int:pk>/split/", work_pieces.split, name="split_work"),
    path("pieces/<int:pk>/done/", work_pieces.finish, name="finish_work"),
    path("pieces/<int:pk>/drop/", work_pieces.drop, name="drop_work"),
    path(_unit + "new/", work_pieces.new, name="new_work"),
    path(_unit + "share/", work_shares.share, name="share_work"),
    path(_unit + "balance/", work_shares.balance, name="work_balance"),
    path(_unit + "draw/", work_shares.draw, name="draw_work"),
    path(_unit + "work.csv", work.export, name="export_work"),
    path(_unit, work.board, name="unit_work"),
]
