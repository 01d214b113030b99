"""Who can sign in. What a person does, and for whom, is in ``partners`` and ``cycles``."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """A user with a lower-case address; without a password she signs in by e-mailed code."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """An account: an e-mail address that can sign in, and how its owner likes the pages and the mails."""

    class News(models.TextChoices):
        """When one is told of what no deadline makes necessary: messages, deliveries."""

        AT_ONCE = "at_once", _("at once, one mail each")
        DAILY = "daily", _("once a day, in the morning")
        NONE = "none", _("never: I look on Escale")

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    is_administrator = models.BooleanField(_("administrator"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    language = models.CharField(_("language"), max_length=5, blank=True, default="")
    theme = models.CharField(_("theme"), max_length=5, blank=True, default="")
    news = models.CharField(_("mails"), max_length=7, choices=News, default=News.AT_ONCE, db_default=News.AT_ONCE)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="accounts_user_email_in_lower_case")
        ]

    def __str__(self) -> str:
        return self.email
