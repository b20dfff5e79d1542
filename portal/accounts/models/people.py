"""User, Bureau and Grant: a person, the office, and a role held over a territory for a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from ulid import ULID

from portal.accounts.roles import Role, Scope, capabilities_of, scope_of
from portal.regions.models import Region


def new_ref() -> str:
    """A new opaque, sortable reference for addresses of pages (26 characters)."""
    return str(ULID())


@dataclass(frozen=True)
class Acting:
    """The grant in force while a person works: one role over one territory. on: the day of work; a scope that ends by
    itself, such as a mandate, is empty without it.
    """

    grant_id: int | None = None
    role: str = ""
    region: Region | None = None
    line: str = ""
    capabilities: frozenset[str] = field(default_factory=frozenset)
    on: date | None = None

    def may(self, capability: str) -> bool:
        """Whether the role carries a capability of portal.accounts.roles."""
        return capability in self.capabilities

    @property
    def scope(self) -> Scope:
        """How the data is bounded."""
        return scope_of(self.role)

    @property
    def role_label(self) -> str:
        """The role's Chinese name, or nothing."""
        return Role(self.role).label if self.role else ""

    @property
    def scope_label(self) -> str:
        """The scope in words, for the line beside each page title."""
        if self.scope == Scope.ASSIGNED:
            return "我包联的企业"
        if self.scope == Scope.OWN:
            return "本企业"
        if self.scope == Scope.MANDATED:
            return "授权给我们的企业"
        if self.scope == Scope.NONE or self.region is None:
            return "不含业务数据"
        return self.region.name


NOBODY = Acting()


@dataclass(frozen=True)
class Visitor:
    """Somebody not signed in, as the log names them; city: of the account they tried, when there is one."""

    city_in_force_id: int | None = None
    ref: str = ""
    full_name: str = "未登录"
    role_in_force: str = ""


class Bureau(models.Model):
    """A science bureau and the territory it answers for."""

    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=20)
    region = models.OneToOneField("regions.Region", models.PROTECT, verbose_name="辖区")
    phone = models.CharField("服务电话", max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users by username; the portal's people are made by actions, this serves Django's own machinery."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of a username, case-insensitive."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in. What they may do comes from their grants, never from flags on the account.

    username: lower case; the database refuses two that differ by case only.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    username = models.CharField("用户名", max_length=60, unique=True)
    full_name = models.CharField("姓名", max_length=60)
    phone = models.CharField("手机", max_length=20, blank=True)
    bureau = models.ForeignKey("accounts.Bureau", models.PROTECT, null=True, blank=True, related_name="people")
    is_active = models.BooleanField("启用", default=True)
    is_system = models.BooleanField("系统账号", default=False)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    # Grants that were not withdrawn, when they came along with the person (queries.signed_in_person).
    held: tuple[Grant, ...] | None = None
    # Notices not yet opened, when they were counted along; None is not known.
    unread: int | None = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]
    objects = UserManager()

    class Meta:
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                Lower("username"), name="username_once", violation_error_message="这个用户名已经有人使用。"
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def acting(self) -> Acting:
        """The grant in force; nobody's until the middleware or a job sets one."""
        return getattr(self, "_acting", NOBODY)

    @acting.setter
    def acting(self, acting: Acting) -> None:
        self._acting = acting

    @property
    def role_in_force(self) -> str:
        """The role the person is acting in, for the log."""
        return self.acting.role or ("system" if self.is_system else "")

    @property
    def city_in_force_id(self) -> int | None:
        """The city the person works for: of the territory acted in, else of their bureau; for the log."""
        region = self.acting.region or (self.bureau.region if self.bureau else None)
        if region is None:
            return None
        return region.pk if region.is_city else region.city_id


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants by day."""

    def in_force(self, on: date) -> GrantQuerySet:
        """Grants that hold on a day."""
        return self.filter(Q(valid_from__lte=on), Q(expires_on=None) | Q(expires_on__gte=on), withdrawn_at=None)


class Grant(models.Model):
    """授权: a role held by a person over a territory, from a day, perhaps until a day."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="grants")
    role = models.CharField("角色", max_length=20, choices=Role)
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, blank=True, verbose_name="辖区")
    line = models.CharField("业务线", max_length=40, blank=True)
    valid_from = models.DateField("生效日期")
    expires_on = models.DateField("到期日期", null=True, blank=True)
    granted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="grant_expires_after_it_begins",
                condition=Q(expires_on=None) | Q(expires_on__gte=models.F("valid_from")),
                violation_error_message="到期日期不能早于生效日期。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}（{self.region or '无辖区'}）"

    def holds(self, on: date) -> bool:
        """Whether the grant is in force on a day; the same rule as GrantQuerySet.in_force."""
        return (
            self.withdrawn_at is None and self.valid_from <= on and (self.expires_on is None or self.expires_on >= on)
        )

    @property
    def is_sysadmin(self) -> bool:
        """Whether the grant makes its holder an administrator of accounts."""
        return self.role == Role.SYSADMIN

    def acting(self, on: date | None = None) -> Acting:
        """What a person holding this grant acts as, on a day."""
        return Acting(self.pk, self.role, self.region, self.line, capabilities_of(self.role), on)
