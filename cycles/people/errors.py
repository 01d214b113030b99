"""What may be refused about people. Each leaves nothing written."""


class PeopleError(Exception):
    """A change about people that is refused; nothing was written."""


class TeamExists(PeopleError):
    """The territory already has a team in the cycle."""


class MemberExists(PeopleError):
    """The person is already a member of the team."""


class EmailTaken(PeopleError):
    """Somebody else in the directory has this address."""


class EmailFixed(PeopleError):
    """The person has an account: its address is changed by her, not here."""


class BadDay(PeopleError):
    """The day is to come, or not after the day when the person joined."""


class CannotInvite(PeopleError):
    """No address, already accepted, no longer a member, or the cycle is not open."""


class InvitationDead(PeopleError):
    """The link is unknown, expired, used, revoked, or what it leads to is gone."""


class AccountDisabled(PeopleError):
    """The account of the invited address may not sign in."""


class SignInFirst(PeopleError):
    """The invited address has an account: only who is signed in with it accepts."""


class AccountConflict(PeopleError):
    """The directory ties the invited person, or her account, to another address."""
