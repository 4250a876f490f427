"""Shows the kept mails in a browser, read-only; nothing that a mail says can act."""

from pathlib import Path
from typing import Protocol

from fastapi import FastAPI, HTTPException
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from desk.demo.mailbox.sanitise import sanitise
from desk.demo.mailbox.store import Conversation, KeptMail

#: For our own pages: our style, the frame, nothing else.
_OWN_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'"
#: For a mail's HTML: not even our origin; links open in new windows.
_MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


class Mails(Protocol):
    """What is shown: a `Mailbox`, or a `MailFolder` that another process fills."""

    def mails(self) -> tuple[KeptMail, ...]:
        """Return all mails in the order in which they came."""
        ...

    def conversations(self) -> tuple[Conversation, ...]:
        """Return the mails grouped as mail clients do."""
        ...


def mailbox_app(mailbox: Mails) -> FastAPI:
    """Return the pages as an application, to be served by itself or mounted at any path."""
    app = FastAPI(title="Mails of the demo", docs_url=None, redoc_url=None, openapi_url=None)
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def find(number: int) -> KeptMail:
        for mail in mailbox.mails():
            if mail.number == number:
                return mail
        raise HTTPException(404, f"There is no mail {number}.")

    def own_page(template: str, **values: object) -> HTMLResponse:
        headers = {**_HEADERS, "Content-Security-Policy": _OWN_POLICY}
        return HTMLResponse(templates.get_template(template).render(**values), headers=headers)

    @app.get("/")
    def conversations() -> HTMLResponse:
        found = mailbox.conversations()
        return own_page("conversations.html", conversations=found, n_mails=len(mailbox.mails()))

    @app.get("/mail/{number}")
    def mail(number: int) -> HTMLResponse:
        shown = find(number)
        mates = next(each for each in mailbox.conversations() if shown.number in {one.number for one in each.mails})
        return own_page("mail.html", mail=shown, conversation=mates)

    @app.get("/mail/{number}/html")
    def mail_html(number: int) -> HTMLResponse:
        page = (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{sanitise(find(number).html)}</body></html>'
        )
        return HTMLResponse(page, headers={**_HEADERS, "Content-Security-Policy": _MAIL_POLICY})

    return app
