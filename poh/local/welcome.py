"""The box at the end of a start: where POH is and who can log in."""

from pathlib import Path


def welcome(port: int, data: Path, accounts: list[dict]) -> str:
    """The box as text. An account has `email` and `password`, and may have `name`, `roles` and `practice`."""
    lines = [f"POH draait op http://localhost:{port}/", f"Gegevens in {data}", "Stoppen: Ctrl-C"]
    if accounts:
        passwords = {account["password"] for account in accounts}
        shared = passwords.pop() if len(passwords) == 1 else None
        lines += ["", "Demo-accounts" + (f" (wachtwoord van allemaal: {shared})" if shared else "")]
        width = max(len(account["email"]) for account in accounts)
        lines += [_account_line(account, width, with_password=shared is None) for account in accounts]
    broadest = max(len(line) for line in lines)
    edge = "+" + "-" * (broadest + 4) + "+"
    return "\n".join(["", edge, *(f"|  {line:<{broadest}}  |" for line in lines), edge, ""])


def _account_line(account: dict, width: int, *, with_password: bool) -> str:
    roles = account.get("roles", "")
    words = [
        f"{account['email']:<{width}}",
        account["password"] if with_password else "",
        roles if isinstance(roles, str) else ", ".join(roles),
        account.get("practice", ""),
    ]
    return "  ".join(word for word in words if word)
