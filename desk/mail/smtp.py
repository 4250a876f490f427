"""One mail to one mail server: what it answered, and whether the mail may have arrived."""

from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Self

import aiosmtplib

from desk.mail.compose import MailRules

#: "Service not available, closing transmission channel" (RFC 5321, 4.2.2).
_CLOSING = 421
#: Answers from here on say that trying again does not help (RFC 5321, 4.2.1).
_FOR_GOOD = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why the server did not take a mail."""

    why: str
    #: Did it say that trying again does not help?
    is_for_good: bool = False


class ServerAwayError(Exception):
    """The mail server cannot be used by anyone now; the mail did not arrive."""


class DroppedError(ServerAwayError):
    """The mail server went away over one mail, which may be what it cannot bear."""

    def __init__(self, why: str, *, may_have_arrived: bool) -> None:
        """Say why, and whether the mail may have arrived all the same."""
        super().__init__(why)
        self.may_have_arrived = may_have_arrived


class Connection:
    """A connection to the mail server that is made when it is first needed and once more when the server dropped it."""

    def __init__(self, rules: MailRules) -> None:
        self._rules = rules
        self._client: aiosmtplib.SMTP | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None and self._client.is_connected:
            with suppress(aiosmtplib.SMTPException, OSError):
                await self._client.quit()

    async def send(self, mail: EmailMessage, recipient: str) -> Refusal | None:
        """Send a mail; return why the server refused it, or None: it was taken.

        Raises:
            ServerAwayError: the server takes no mails at all now.
            ValueError: the recipient is no address.
        """
        client = await self._connected()
        try:
            await client.send_message(mail, recipients=[recipient])
        except aiosmtplib.SMTPSenderRefused as error:
            raise ServerAwayError(self._server_said(error)) from error
        except aiosmtplib.SMTPRecipientsRefused as error:
            if any(refused.code == _CLOSING for refused in error.recipients):
                raise DroppedError(self._server_said(error.recipients[0]), may_have_arrived=False) from error
            why = "; ".join(f"{refused.code} {refused.message}" for refused in error.recipients)
            return Refusal(why=why, is_for_good=all(refused.code >= _FOR_GOOD for refused in error.recipients))
        except aiosmtplib.SMTPResponseException as error:
            if error.code == _CLOSING:
                raise DroppedError(self._server_said(error), may_have_arrived=False) from error
            return Refusal(why=f"{error.code} {error.message}", is_for_good=error.code >= _FOR_GOOD)
        except aiosmtplib.SMTPNotSupported as error:
            return Refusal(why=error.message)
        except (aiosmtplib.SMTPException, OSError) as error:
            # it is not known whether the server heard the end of the mail
            raise DroppedError(self._server_said(error), may_have_arrived=True) from error
        return None

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        rules = self._rules
        self._client = aiosmtplib.SMTP(
            hostname=rules.host,
            port=rules.port,
            username=rules.user or None,
            password=rules.password or None,
            timeout=rules.timeout,
            use_tls=rules.security == "tls",
            start_tls=rules.security == "starttls",
        )
        try:
            await self._client.connect()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise ServerAwayError(self._server_said(error)) from error
        return self._client

    def _server_said(self, error: Exception) -> str:
        if isinstance(error, aiosmtplib.SMTPResponseException):
            said = f"{error.code} {error.message}"
        else:
            said = str(error) or type(error).__name__
        return f"Mail server {self._rules.host}:{self._rules.port}: {said}"
