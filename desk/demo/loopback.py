"""Takes a port for one of the demo's servers, so that its address is known before it starts."""

import socket

from pipeline.errors import SettingsError


def listen(host: str, port: int, what: str) -> socket.socket:
    """Return a bound socket.

    Args:
        host: Address to listen at.
        port: Port to listen on; 0: any free one.
        what: Who wants it, for the error.

    Raises:
        SettingsError: the port is taken or not allowed.
    """
    # asyncio turns Nagle's algorithm off only where the protocol is named; on, each answer waits 40 ms
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise SettingsError(f"{what} cannot listen at {host}:{port} ({error}): choose another port.") from error
    return listening
