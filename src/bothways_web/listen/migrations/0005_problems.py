import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Problems that employees report, replies, me toos, mails about answers."""

    dependencies = [
        ('listen', '0004_sealed_rounds'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('prompt', models.CharField(choices=[('easier', 'What would make our customers’ lives easier?'), ('wand', 'If you had a magic wand?')], max_length=8)),
                ('text', models.TextField()),
                ('masked', models.TextField()),
                ('code_mark', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ('day', models.DateField(db_index=True)),
                ('mixed', models.BooleanField(db_index=True, default=False)),
                ('state', models.CharField(choices=[('new', 'new'), ('looked_at', 'looked at'), ('taken_up', 'taken up'), ('answered', 'answered'), ('duplicate', 'same as another')], db_index=True, default='new', max_length=12)),
                ('state_before', models.CharField(blank=True, choices=[('new', 'new'), ('looked_at', 'looked at'), ('taken_up', 'taken up'), ('answered', 'answered'), ('duplicate', 'same as another')], max_length=12)),
                ('suggested', models.BooleanField(default=True)),
                ('reporter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('same_as', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='duplicates', to='listen.problem')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='problems', to='people.unit')),
            ],
            options={
                'ordering': ['-day', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AnswerMail',
            fields=[
                ('problem', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='mail', serialize=False, to='listen.problem')),
                ('due_at', models.DateTimeField(db_index=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='MeToo',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('mixed', models.BooleanField(db_index=True, default=False)),
                ('problem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='me_toos', to='listen.problem')),
            ],
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('answer', 'Answer'), ('follow_up', 'Follow Up')], max_length=10)),
                ('text', models.TextField()),
                ('masked', models.TextField()),
                ('day', models.DateField()),
                ('mixed', models.BooleanField(db_index=True, default=False)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('problem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='listen.problem')),
            ],
            options={
                'ordering': ['problem', 'number'],
            },
        ),
        migrations.AddConstraint(
            model_name='problem',
            constraint=models.CheckConstraint(condition=models.Q(('reporter__isnull', True), ('code_mark__isnull', True), _connector='OR'), name='a_code_or_an_account'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.UniqueConstraint(fields=('problem', 'number'), name='a_reply_has_its_place'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'answer'), ('by__isnull', True), _connector='OR'), name='a_message_names_nobody'),
        ),
    ]
