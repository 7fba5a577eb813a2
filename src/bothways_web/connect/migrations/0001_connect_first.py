
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0004_quiet_hours_and_the_digest'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('at', models.DateTimeField(db_index=True)),
                ('data', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['-at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='OwnCalendar',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='own_calendar', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('made_on', models.DateField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Receiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('address', models.TextField(verbose_name='address')),
                ('events', models.JSONField(default=list, verbose_name='is told of')),
                ('secret', models.CharField(max_length=100)),
                ('former_secret', models.CharField(blank=True, max_length=100)),
                ('former_until', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('on', 'is told'), ('off', 'switched off'), ('broken', 'switched off: it did not answer for days')], default='on', max_length=8)),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
                ('made_on', models.DateField(auto_now_add=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('taken', 'taken'), ('given_up', 'not taken')], default='waiting', max_length=8)),
                ('due_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('tried_at', models.DateTimeField(blank=True, null=True)),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='connect.event')),
                ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='connect.receiver')),
            ],
            options={
                'ordering': ['-event__at', '-pk'],
                'indexes': [models.Index(fields=['state', 'due_at'], name='notices_due')],
                'constraints': [models.UniqueConstraint(fields=('receiver', 'event'), name='one_notice_a_receiver')],
            },
        ),
    ]
