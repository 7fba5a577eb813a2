import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('listen', '0003_pulse_trouble')]

    operations = [
        migrations.AddField(
            model_name='pulse',
            name='mode',
            field=models.CharField(choices=[('confidential', 'confidential'), ('sealed', 'sealed')], default='confidential', max_length=12, verbose_name='kind of round'),
        ),
        migrations.AlterField(
            model_name='round',
            name='state',
            field=models.CharField(choices=[('preparing', 'being prepared'), ('open', 'open'), ('closing', 'closing'), ('released', 'closed, results are open')], db_index=True, default='open', max_length=12),
        ),
        migrations.AddField(
            model_name='invitation',
            name='stratum',
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.CreateModel(
            name='Sealing',
            fields=[
                ('round', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='sealing', serialize=False, to='listen.round')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('least', models.PositiveSmallIntegerField()),
                ('month', models.PositiveIntegerField()),
                ('state', models.JSONField()),
                ('units', models.JSONField()),
                ('key_list', models.TextField(blank=True)),
                ('published', models.CharField(blank=True, max_length=64)),
                ('decided', models.JSONField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Stratum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=12)),
                ('units', models.JSONField()),
                ('rest', models.BooleanField()),
                ('invited', models.PositiveIntegerField()),
                ('public', models.BinaryField(blank=True, null=True)),
                ('sealing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='strata', to='listen.sealing')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('sealing', 'name'), name='one_stratum_a_name')],
            },
        ),
    ]
