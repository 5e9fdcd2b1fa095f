"""What happens to accounts and that others record; each is sent inside the transaction of the act.

About a log-in, which may be outside any practice (`access_point` as in `Scope.request`):
  signed_in(user, access_point, method)           method: "password", "password+mfa", "passkey"
  sign_in_failed(user, access_point, reason)      user: None if unknown; reason: "password", "mfa", "throttled"
  signed_out(user, access_point)
  session_locked(user, access_point)              by hand; the idle time-out leaves no moment to send from
  session_unlocked(user, access_point)
  password_changed(user, access_point, how)       how: "change", "reset"
  factor_added(user, access_point, factor)        factor: "totp", "webauthn", "recovery_codes"
  factor_removed(user, access_point, factor)

About the people of a practice, always within its scope:
  member_added(membership, by)
  member_changed(membership, by, fields)          fields: names of what changed
  roles_changed(membership, by, before, after)    before, after: lists of roles
  account_ended(membership, by)                   membership.period ends on the last working day
  second_factor_reset(membership, by)
  practice_changed(practice, by, fields)
  practice_switched(user, before, practice)       sent in the scope of the practice that is entered
"""

from django.dispatch import Signal

signed_in = Signal()
sign_in_failed = Signal()
signed_out = Signal()
session_locked = Signal()
session_unlocked = Signal()
password_changed = Signal()
factor_added = Signal()
factor_removed = Signal()

member_added = Signal()
member_changed = Signal()
roles_changed = Signal()
account_ended = Signal()
second_factor_reset = Signal()
practice_changed = Signal()
practice_switched = Signal()
