"""Migrations say what models say: an update makes the same tables as a new installation."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_model_is_ahead_of_its_migrations(capsys):
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail(f"A migration is missing:\n{capsys.readouterr().out}")
