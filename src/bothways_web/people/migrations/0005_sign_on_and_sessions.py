import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_quiet_hours_and_the_digest'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignOnProvider',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('protocol', models.CharField(choices=[('oidc', 'OpenID Connect'), ('saml', 'SAML 2.0')], max_length=4)),
                ('from_environment', models.BooleanField(default=False)),
                ('is_on', models.BooleanField(default=False)),
                ('tried_on', models.DateField(blank=True, null=True)),
                ('issuer', models.CharField(blank=True, max_length=400)),
                ('client_id', models.CharField(blank=True, max_length=300)),
                ('secret', models.TextField(blank=True)),
                ('metadata_address', models.CharField(blank=True, max_length=400)),
                ('metadata', models.TextField(blank=True)),
                ('id_attribute', models.CharField(blank=True, max_length=200)),
                ('address_attribute', models.CharField(blank=True, default='email', max_length=200)),
                ('verified_attribute', models.CharField(blank=True, default='email_verified', max_length=200)),
                ('name_attribute', models.CharField(blank=True, default='name', max_length=200)),
                ('code_attribute', models.CharField(blank=True, max_length=200)),
                ('groups_attribute', models.CharField(blank=True, max_length=200)),
                ('vouches', models.BooleanField(default=False)),
                ('creates', models.CharField(choices=[('nobody', 'nobody: an administrator invites first'), ('records', 'those who have a post in the personnel records today'), ('domains', 'everybody whose address is verified and belongs to one of the domains below')], default='nobody', max_length=8)),
                ('domains', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='organisation',
            name='only_sign_on',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='user',
            name='for_emergencies',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='user',
            name='sessions_ended',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='OpenSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, unique=True)),
                ('device', models.CharField(blank=True, max_length=40)),
                ('way', models.CharField(blank=True, max_length=60)),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='open_sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='MappedGrant',
            fields=[
                ('grant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='mapped', serialize=False, to='people.grant')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mapped', to='people.signonprovider')),
            ],
        ),
        migrations.CreateModel(
            name='RoleRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=300, verbose_name='group')),
                ('role', models.CharField(choices=[('employee', 'employee'), ('manager', 'manager'), ('people_lead', 'people lead'), ('cx_lead', 'customer experience lead'), ('executive', 'executive'), ('analyst', 'analyst'), ('committee', 'committee member'), ('admin', 'administrator')], max_length=16, verbose_name='role')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.unit')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='people.signonprovider')),
            ],
            options={
                'ordering': ['group', 'role', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('unit__isnull', False)), fields=('provider', 'group', 'role', 'unit'), name='a_rule_of_a_unit_once'), models.UniqueConstraint(condition=models.Q(('unit__isnull', True)), fields=('provider', 'group', 'role'), name='a_rule_once')],
            },
        ),
    ]
