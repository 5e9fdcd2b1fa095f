"""Whether the port is free, and who has it when it is not."""

import errno
import socket

import psutil

from poh.local.errors import LocalError


def refuse_taken_port(host: str, port: int) -> None:
    """Say clearly that the web part cannot listen on this address, and why."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise LocalError(_reason(host, port, error)) from error


def _reason(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Poort {port} is bezet{_holder(port)}. Kies een andere met PORT, bijvoorbeeld: make run PORT={port + 1}"
    if error.errno == errno.EACCES:
        return f"Poort {port} mag alleen root gebruiken. Kies met PORT een poort vanaf 1024."
    return f"Kan niet luisteren op {host}, poort {port}: {error.strerror}."


def _holder(port: int) -> str:
    try:
        found = psutil.net_connections(kind="inet")
    except psutil.AccessDenied:
        return ""
    for connection in found:
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
            try:
                return f" door proces {connection.pid} ({psutil.Process(connection.pid).name()})"
            except psutil.NoSuchProcess:
                return f" door proces {connection.pid}"
    return ""
