from poh.accounts.models import User


def test_user_is_known_by_the_address_in_small_letters(db):
    user = User.objects.create_user("Anja@Example.NL", "wandelen-langs-de-singel", name="Anja")
    assert (user.email, str(user), user.check_password("wandelen-langs-de-singel")) == ("anja@example.nl", "Anja", True)


def test_user_without_a_password_cannot_log_in(db):
    assert User.objects.create_user("anja@example.nl", name="Anja").has_usable_password() is False


def test_superuser_has_the_marks_of_one(db):
    user = User.objects.create_superuser("baas@example.nl", "wandelen-langs-de-singel", name="Baas")
    assert (user.is_staff, user.is_superuser) == (True, True)
