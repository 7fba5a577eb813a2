
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('connect', '0001_connect_first'),
        ('listen', '0012_promises_of_reports'),
    ]

    operations = [
        migrations.CreateModel(
            name='RoomChoice',
            fields=[
                ('room', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='choice', serialize=False, to='listen.chatroom')),
                ('reminders', models.BooleanField(default=False, verbose_name='a survey of the room closes soon')),
                ('results', models.BooleanField(default=False, verbose_name='results of a survey of the room are open')),
                ('news', models.BooleanField(default=False, verbose_name='what is new for everybody, once a week')),
            ],
        ),
        migrations.CreateModel(
            name='RoomPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reminder', 'a survey closes soon'), ('results', 'results are open'), ('news', 'what is new this week')], max_length=10)),
                ('key', models.CharField(max_length=20)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sent', 'sent'), ('given_up', 'given up')], default='waiting', max_length=10)),
                ('due_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='more_posts', to='listen.chatroom')),
                ('round', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='listen.round')),
            ],
            options={
                'ordering': ['-due_at', '-pk'],
                'indexes': [models.Index(fields=['state', 'due_at'], name='room_posts_due')],
                'constraints': [models.UniqueConstraint(fields=('room', 'kind', 'key'), name='one_post_a_room_and_thing')],
            },
        ),
    ]
