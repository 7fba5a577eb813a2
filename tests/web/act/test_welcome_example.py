"""The example company has somebody who is new, with a packet and a mentor."""

from welcomed import account

from bothways_web.act.models import MentorPair, Packet
from bothways_web.act.welcome.newcomers import newcomer_of
from bothways_web.act.welcome.talks import talks_of
from bothways_web.people.models import Person, Post
from bothways_web.people.units import today
from bothways_web.web.example.welcome import BEGUN, welcome_somebody


def test_the_one_who_came_last_is_new_and_is_accompanied(company):
    from characters import make_user

    mia = make_user(company, "mia")
    last = company.people["field"][3]
    Post.objects.filter(person=last).update(start=today())
    welcome_somebody(new=mia, mentors=[company.users["ben"], company.users["gil"]], by=company.users["eva"])
    new = Person.objects.get(user=mia)
    assert new == last
    assert account(new) == mia
    assert newcomer_of(new).day() == BEGUN
    assert Packet.objects.get().state == Packet.State.GIVEN
    pair = MentorPair.objects.get(state=MentorPair.State.TOGETHER)
    assert (pair.hire, pair.mentor) == (new, company.people["day"][1])
    assert talks_of(pair)[0].talked_on is not None
    assert pair.notes.count() == 1
    page = company.client("mia").get("/act/welcome/").content.decode()
    assert "2 of 10 tasks ticked." in page


def test_where_nobody_is_left_nothing_is_made(company):
    Post.objects.all().delete()
    welcome_somebody(new=company.users["ben"], mentors=[], by=company.users["eva"])
    assert not Packet.objects.exists()
