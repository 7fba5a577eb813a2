"""Addresses of linking."""

from django.urls import include, path

from bothways_web.link.views import findings, imports, layouts, runs, sweep, teams, themes

urlpatterns = [
    path("teams/", teams.teams, name="teams"),
    path("teams/help-first/", teams.help_first, name="help_first"),
    path("teams/<path:code>/", teams.team, name="team"),
    path("findings/", findings.findings, name="findings"),
    path("findings/table.csv", findings.table, name="findings_table"),
    path("findings/ask/", runs.ask, name="ask_for_findings"),
    path("findings/runs/<int:run_id>/", runs.run, name="run"),
    path("findings/sweep/", sweep.sweep, name="sweep"),
    path("findings/sweep/table.csv", sweep.table, name="sweep_table"),
    path("findings/sweep/ask/", sweep.ask, name="ask_for_sweep"),
    path("findings/<int:run_id>/<int:number>/", findings.finding, name="finding"),
    path("journeys/", include("bothways_web.link.journeys.urls")),
    path("themes/", themes.themes, name="themes"),
    path("themes/table.csv", themes.table, name="themes_table"),
    path("themes/<slug:key>/", themes.theme, name="theme"),
    path("themes/<slug:key>/change/", themes.change, name="change_theme"),
    path("themes/<slug:key>/raise/", themes.raise_it, name="raise_theme"),
    path("metrics/", imports.metrics, name="metrics"),
    path("metrics/<int:import_id>/undo/", imports.undo, name="undo_metrics"),
    path("metrics/<str:side>/<uuid:key>/columns/", imports.columns, name="metric_columns"),
    path("metrics/<str:side>/<uuid:key>/layout/", layouts.layout, name="metric_layout"),
    path("metrics/<str:side>/<uuid:key>/check/", imports.check, name="metric_check"),
    path("metrics/<str:side>/<uuid:key>/faults.csv", imports.faults, name="metric_faults"),
]
