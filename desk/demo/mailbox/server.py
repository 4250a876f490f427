"""The SMTP server: takes every mail for every recipient, or fails in one of the ways in which real servers fail."""

import asyncio
from enum import StrEnum
from pathlib import Path
from socket import socket
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from desk.demo.loopback import listen
from desk.demo.mailbox.store import Conversation, KeptMail, MailFolder


class Trouble(StrEnum):
    """How the server is to fail."""

    BUSY = "busy"  # 421 to the sender, and the connection ends
    TRY_LATER = "try_later"  # 451 after the text
    REFUSED = "refused"  # 550 to the recipient
    HANG = "hang"  # no answer after the text
    HALF_OPEN = "half_open"  # no answer to the sender: the connection stands, and nobody is there
    CLOSE = "close"  # the connection ends after the text, nothing is kept
    CLOSE_AFTER_KEEPING = "close_after_keeping"  # the mail is kept, but the sender never hears of it


class _Reception:
    """Answers the steps of an SMTP conversation; its method names are aiosmtpd's."""

    def __init__(self, folder: MailFolder) -> None:
        self.folder = folder
        self.trouble: Trouble | None = None

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.trouble is Trouble.BUSY:
            await server.push("421 4.3.2 Busy, come back later")
            return await _hang_up(server)
        if self.trouble is Trouble.HALF_OPEN:
            await asyncio.Event().wait()
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.trouble is Trouble.REFUSED:
            return "550 5.1.1 There is no such mailbox"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.trouble is Trouble.TRY_LATER:
            return "451 4.3.0 Local error, try again later"
        if self.trouble is Trouble.HANG:
            await asyncio.Event().wait()
        if self.trouble is Trouble.CLOSE:
            return await _hang_up(server)
        assert isinstance(envelope.content, bytes)
        self.folder.keep(envelope.mail_from or "", envelope.rcpt_tos, envelope.content)
        if self.trouble is Trouble.CLOSE_AFTER_KEEPING:
            return await _hang_up(server)
        return "250 2.0.0 Kept"


async def _hang_up(server: SMTP) -> str:
    """End the connection; the server's task is cancelled by that while it waits here."""
    assert server.transport is not None
    server.transport.close()
    await asyncio.Event().wait()
    return "421 Gone"


class _Controller(Controller):
    """Runs the server on a socket that is bound already."""

    def __init__(self, reception: _Reception, listening: socket) -> None:
        host, port = listening.getsockname()
        super().__init__(reception, hostname=host, port=port, server_hostname="mail.desk.example")
        self._listening = listening

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._listening)


class Mailbox:
    """A mail server on a loopback port, in a thread of its own; use it as a context manager."""

    def __init__(self, folder: Path, *, host: str = "127.0.0.1", port: int = 0) -> None:
        """Take the port, so that the address is known; nothing is answered before `start`.

        Args:
            folder: Where each mail is kept as an `.eml` file.
            host: Address to listen at.
            port: Port to listen on; 0: any free one.

        Raises:
            SettingsError: the port is taken or not allowed.
        """
        self.folder = MailFolder(folder)
        self._socket = listen(host, port, "The mail server")
        self.host, self.port = self._socket.getsockname()
        self._reception = _Reception(self.folder)
        self._controller = _Controller(self._reception, self._socket)

    def start(self) -> None:
        """Begin to answer; returns once it does."""
        self._controller.start()

    def stop(self) -> None:
        """End, hang up on everyone and free the port."""
        self._controller.stop(no_assert=True)
        self._socket.close()

    def fail_with(self, trouble: Trouble | None) -> None:
        """Fail like this from the next step on; None: work again."""
        self._reception.trouble = trouble

    def mails(self) -> tuple[KeptMail, ...]:
        """Return all mails kept so far in the order in which they came."""
        return self.folder.mails()

    def conversations(self) -> tuple[Conversation, ...]:
        """Return the mails grouped as mail clients do, the conversation that moved last first."""
        return self.folder.conversations()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
