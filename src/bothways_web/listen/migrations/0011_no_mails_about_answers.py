"""The table of mails about answers is not needed any more."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("listen", "0010_answers_in_the_digest")]

    operations = [migrations.DeleteModel(name="AnswerMail")]
