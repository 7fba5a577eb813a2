
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('act', '0001_huddles_plans_work_cases'),
        ('people', '0003_days_until_an_answer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Study',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('programme', 'a programme'), ('huddles', 'the habit of huddles'), ('practice', 'a practice of the playbook'), ('plan', 'the plan of one team')], max_length=10)),
                ('title', models.CharField(max_length=160, verbose_name='what begins')),
                ('text', models.TextField(blank=True, verbose_name='what it is')),
                ('practice', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('waiting', 'waits for its look'), ('told', 'told'), ('ended', 'no more looks')], db_index=True, default='draft', max_length=8)),
                ('side', models.CharField(blank=True, max_length=12)),
                ('metric', models.CharField(blank=True, max_length=120, verbose_name='number that will tell')),
                ('better', models.CharField(blank=True, max_length=6)),
                ('expected', models.FloatField(blank=True, null=True, verbose_name='better by at least')),
                ('smallest', models.FloatField(blank=True, null=True, verbose_name='smallest change worth the effort')),
                ('look_on', models.DateField(blank=True, null=True, verbose_name='first look')),
                ('anticipation', models.PositiveSmallIntegerField(default=0)),
                ('locked_at', models.DateTimeField(blank=True, null=True)),
                ('made_on', models.DateField()),
                ('version', models.PositiveIntegerField(default=0)),
                ('locked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='study', to='act.plan')),
            ],
            options={
                'ordering': ['title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('due_on', models.DateField(db_index=True)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('running', 'running'), ('done', 'done')], default='waiting', max_length=8)),
                ('beat_at', models.DateTimeField(blank=True, null=True)),
                ('attempt', models.PositiveIntegerField(default=0)),
                ('looked_on', models.DateField(blank=True, null=True)),
                ('round_name', models.CharField(blank=True, max_length=120)),
                ('trouble', models.TextField(blank=True)),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='verify.study')),
            ],
            options={
                'ordering': ['study', 'number'],
            },
        ),
        migrations.CreateModel(
            name='StudyChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by_name', models.CharField(blank=True, max_length=254)),
                ('what', models.CharField(max_length=200)),
                ('refused', models.BooleanField(default=False)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='verify.study')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='StudyUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.DateField(verbose_name='start')),
                ('end', models.DateField(blank=True, null=True, verbose_name='end')),
                ('dose', models.FloatField(blank=True, null=True, verbose_name='how much')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='verify.study')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
            ],
            options={
                'ordering': ['start', 'unit__code'],
            },
        ),
        migrations.AddConstraint(
            model_name='study',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'practice')), fields=('practice', 'side', 'metric'), name='one_study_a_practice_and_number'),
        ),
        migrations.AddConstraint(
            model_name='look',
            constraint=models.UniqueConstraint(fields=('study', 'number'), name='looks_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='studyunit',
            constraint=models.UniqueConstraint(fields=('study', 'unit'), name='a_unit_begins_once_in_a_study'),
        ),
        migrations.AddConstraint(
            model_name='studyunit',
            constraint=models.CheckConstraint(condition=models.Q(('end__isnull', True), ('start__lte', models.F('end')), _connector='OR'), name='a_programme_ends_after_it_begins'),
        ),
    ]
