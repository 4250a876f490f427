"""Tells systemd that the daemon is ready and alive; without systemd it does nothing.

Source: sd_notify(3), a datagram to the socket that `NOTIFY_SOCKET` names.
"""

import os
import socket


def tell_systemd(state: str) -> None:
    """Send `READY=1`, `WATCHDOG=1` or `STOPPING=1`, where somebody listens; a refusal stops nothing."""
    place = os.environ.get("NOTIFY_SOCKET", "")
    if not place.startswith(("/", "@")):
        return
    address = "\0" + place[1:] if place.startswith("@") else place
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.connect(address)
            told.send(state.encode())
    except OSError:
        return


def beat_every() -> float | None:
    """Return the seconds between two signs of life, half of systemd's patience; None: it asks for none."""
    patience = os.environ.get("WATCHDOG_USEC", "")
    return int(patience) / 2_000_000 if patience.isdigit() and int(patience) > 0 else None
