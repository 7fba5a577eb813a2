"""One account a role, so that a visitor can be each of them."""

from __future__ import annotations

from bothways_web.people.models import Grant, Person, Post, Role, Unit, User

#: Name of the character, its roles, and what it comes for.
CHARACTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("employee", ()),
    ("manager", (Role.MANAGER,)),
    ("people lead", (Role.PEOPLE_LEAD,)),
    ("customer experience lead", (Role.CX_LEAD,)),
    ("executive", (Role.EXECUTIVE,)),
    ("analyst", (Role.ANALYST,)),
    ("committee member", (Role.COMMITTEE,)),
    ("administrator", (Role.ADMIN,)),
    ("second administrator", (Role.ADMIN,)),
    ("new colleague", ()),
)
#: Short invented names: the words of a name are masked in what people write, and “customer” must not be one.
NAMES = ("Ben", "Ana", "Eva", "Fay", "Gil", "Ida", "Jon", "Dua", "Kai", "Mia")
#: Colleagues of the employee who have an account as well, so that there is somebody to share work with.
COLLEAGUES = ("Lea", "Noa", "Udo", "Tim")
TEAM = "team-02"


def address_of(character: str) -> str:
    """Return the address that a character signs in with."""
    return f"{character.replace(' ', '.')}@company.example"


def make_accounts() -> dict[str, User]:
    """Make the characters' accounts, without a password: nobody can sign in but by the switch of characters."""
    team = Unit.objects.get(code=TEAM)
    made = {}
    for (character, roles), name in zip(CHARACTERS, NAMES, strict=True):
        user = User.objects.create_user(address_of(character), name=name)
        for role in roles:
            Grant.objects.create(user=user, role=role, unit=team if role == Role.MANAGER else None)
        made[character] = user
    posts = Post.objects.filter(unit=team, end=None).select_related("person").order_by("pk")
    leader = posts.filter(role="team lead").first() or posts[0]
    member = posts.exclude(pk=leader.pk)[0]
    for character, post in (("manager", leader), ("employee", member)):
        Person.objects.filter(pk=post.person.pk).update(user=made[character], name=made[character].name)
    others = posts.exclude(pk__in=(leader.pk, member.pk))
    for name, post in zip(COLLEAGUES, others, strict=False):
        user = User.objects.create_user(f"{name.lower()}@company.example", name=name)
        Person.objects.filter(pk=post.person.pk).update(user=user, name=name)
    return made
