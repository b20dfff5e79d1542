"""What the frame around every staff page shows: the menu, and who is signed in, acting as what, where.

A context processor (portal.accounts.context.shell) supplies two names to every template:

    menu    a tuple of Group, at most eight; the first level of the left menu
    shell   a Shell

Both are missing or None for a visitor; the layouts then show neither menu nor account tools.

    menu = (
        Group("工作台", icon="house", items=(Item("工作台", "/w/", active=True),)),
        Group("企业", icon="building", items=(Item("企业台账", "/w/enterprises/"), Item("导入", "/w/imports/"))),
    )

A group with exactly one item is drawn as one first-level link. Icons are names in the sprite (portal/web/frontend.py,
SYMBOLS); a group without one shows the first character of its title when the menu is folded.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One link of the menu. count: open work shown beside the title; None shows nothing."""

    title: str
    url: str
    active: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """One first-level entry of the menu with its links."""

    title: str
    items: tuple[Item, ...]
    icon: str = ""

    @property
    def active(self) -> bool:
        return any(item.active for item in self.items)

    @property
    def only(self) -> Item | None:
        """The single link of a group that needs no second level."""
        return self.items[0] if len(self.items) == 1 else None


@dataclass(frozen=True, slots=True)
class Grant:
    """One role and territory the person may act in; chosen by posting key to Shell.switch_url as `grant`."""

    key: str
    role: str
    scope: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Shell:
    """The tools at the right of the top bar. An empty URL leaves its tool out.

    bureau: name of the bureau, 鹤壁市科学技术局. person: name shown. role, scope: the grant in force, in words.
    grants: all grants of the person; the switch is drawn when there are two or more.
    unread: unread messages, None when not known.
    search_url: answers GET ?q=. switch_url and sign_out_url are posted to; the others are links.
    session_minutes: length of an idle session, for the warning before it ends; None gives no warning.
    """

    bureau: str
    person: str
    role: str = ""
    scope: str = ""
    grants: tuple[Grant, ...] = ()
    unread: int | None = None
    home_url: str = "/"
    search_url: str = ""
    inbox_url: str = ""
    switch_url: str = ""
    account_url: str = ""
    sign_out_url: str = ""
    session_minutes: int | None = None
