"""Characters: Ana leads a unit, Ben works in it, Cem is outside, Dua is the administrator; and their company."""

from dataclasses import dataclass, field

from django.test import Client

from bothways_web.people.models import Grant, Person, Unit, User

TREE = {
    "company": (None, "The company"),
    "north": ("company", "North"),
    "south": ("company", "South"),
    "day": ("north", "Day shift"),
    "night": ("north", "Night shift"),
    "desk": ("south", "Help desk"),
    "field": ("south", "Field service"),
}


@dataclass
class Company:
    """A small company: seven units, eight people in each of the four teams, one account a role."""

    units: dict[str, Unit]
    people: dict[str, list[Person]]
    users: dict[str, User] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        """A browser in which somebody is signed in; "nobody" is not."""
        client = Client()
        if name != "nobody":
            # Read anew: a session is tied to what is stored of the account.
            user = User.objects.get(pk=self.users[name].pk)
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client


def make_user(
    company: Company, name: str, *roles: tuple[str, str | None], person: Person | None = None
) -> User:
    """Make an account with roles; linked to a person where one is given."""
    user = User.objects.create_user(f"{name}@company.example", "a long enough password", name=name.title())
    for role, unit in roles:
        Grant.objects.create(user=user, role=role, unit=company.units[unit] if unit else None)
    if person is not None:
        person.user = user
        person.save()
    company.users[name] = user
    return user
