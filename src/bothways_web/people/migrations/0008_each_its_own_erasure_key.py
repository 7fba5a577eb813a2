"""Rows that were there before the field got one and the same number: each gets its own."""

import uuid

from django.db import migrations

SIZE = 500


def each_its_own(apps, schema_editor):
    for name in ("Person", "User"):
        model = apps.get_model("people", name)
        keys = list(model._base_manager.values_list("pk", flat=True))
        for start in range(0, len(keys), SIZE):
            rows = [model(pk=key, erasure_key=uuid.uuid4()) for key in keys[start : start + SIZE]]
            model._base_manager.bulk_update(rows, ["erasure_key"])


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_erasure_keys'),
    ]

    operations = [migrations.RunPython(each_its_own, migrations.RunPython.noop)]
