"""Reads about people and practices."""

from datetime import date

from poh.accounts.models import Membership, User


def memberships_today(*, user: User, on: date) -> list[Membership]:
    """Where `user` works on the day `on`, by name of the practice."""
    return list(Membership.objects.of_user(user).active(on=on).select_related("practice").order_by("practice__name"))
