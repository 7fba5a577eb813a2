
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('connect', '0002_rooms_hear_more'),
        ('listen', '0013_past_answers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('kind', models.CharField(choices=[('helpdesk', 'a help desk, or a program of your own'), ('formbricks', 'Formbricks')], default='helpdesk', max_length=12, verbose_name='it is')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('secret', models.CharField(max_length=100)),
                ('former_secret', models.CharField(blank=True, max_length=100)),
                ('former_until', models.DateTimeField(blank=True, null=True)),
                ('asks', models.BooleanField(default=True, verbose_name='ask the customer in this survey')),
                ('low', models.FloatField(blank=True, null=True, verbose_name='open a case for ratings up to')),
                ('unit', models.CharField(blank=True, max_length=60, verbose_name='unit, where none is told')),
                ('fields', models.JSONField(default=dict)),
                ('is_on', models.BooleanField(default=True)),
                ('refused_at', models.DateTimeField(blank=True, null=True)),
                ('made_on', models.DateField(auto_now_add=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pulse', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='listen.pulse')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=64)),
                ('at', models.DateTimeField(db_index=True)),
                ('outcome', models.CharField(choices=[('asked', 'the customer is asked'), ('waiting', 'the customer will be asked'), ('resting', 'not asked: asked lately already'), ('stopped', 'left alone, as the customer wants'), ('too old', 'not asked: too long ago'), ('case', 'a case is opened'), ('nothing', 'nothing to do'), ('refused', 'not understood')], max_length=10)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='connect.source')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('source', 'mark'), name='a_message_is_done_once')],
            },
        ),
    ]
