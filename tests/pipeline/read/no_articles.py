"""Pages of our own writing that are no articles, in several languages, each with the outcome in which it ends."""

from pipeline.nouns import Outcome

_LINKS = (
    "Ferry fares to rise again in April",
    "Council backs plan for new footbridge",
    "Man fined for feeding gulls",
    "Harbour wall to be mended by autumn",
    "Schools close early after burst main",
    "Island choir wins national prize",
)


def _page(title: str, body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def _list(heading: str, links: tuple[str, ...] = _LINKS, *, teaser: str = "", n: int = 36, head: str = "") -> str:
    items = "".join(
        f'<li><h3><a href="/news/{number}">{links[number % len(links)]} {number}</a></h3><p>{teaser}</p></li>'
        for number in range(n)
    )
    return _page(heading, f"<nav><a href='/'>Home</a></nav><main><h1>{heading}</h1><ul>{items}</ul></main>", head)


def _gallery(title: str, captions: str, head: str) -> str:
    figures = "".join(
        f"<figure><img src='/{n}.jpg'><figcaption>{n}/12 {captions}</figcaption></figure>" for n in range(12)
    )
    return _page(title, f"<main><h1>{title}</h1>{figures}</main>", head)


def _typed(kind: str, **more: str) -> str:
    said = "".join(f',"{name}":"{value}"' for name, value in more.items())
    return f'<script type="application/ld+json">{{"@context":"https://schema.org","@type":"{kind}"{said}}}</script>'


def _words(title: str, *paragraphs: str) -> str:
    return _page(title, f"<h1>{title}</h1>" + "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs))


def _walled(title: str, start: str, prompt: str) -> str:
    return _page(
        title,
        f"<article><h1>{title}</h1><p>{start}</p></article><div class='gate'><p>{prompt}</p></div>",
        f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">',
    )


_GERMAN = ("Fährpreise steigen im April erneut", "Rat stimmt neuer Brücke zu", "Geldstrafe für Möwenfütterer")
_FRENCH = ("Le prix du ferry augmente en avril", "Le conseil approuve la passerelle", "Le chœur remporte un prix")
_JAPANESE = ("フェリー運賃、四月に再び値上げへ", "町議会が新しい歩道橋の計画を承認", "島の合唱団が全国大会で優勝")
_START = "The ferry company will raise its fares in April for the third time in two years, a letter to islanders says…"

NO_ARTICLES: dict[str, tuple[Outcome, str]] = {
    # ------------------------------------------------------------------------------------------- lists of articles
    "section": (Outcome.SECTION_PAGE, _list("Harbour news")),
    "section with teasers": (Outcome.SECTION_PAGE, _list("Island news", teaser="The company says why, and when.")),
    "tag page": (Outcome.SECTION_PAGE, _list("Topic: ferries", head=_typed("CollectionPage"))),
    "author's page": (Outcome.SECTION_PAGE, _list("Articles by Maud Ellery", n=30)),
    "search results": (Outcome.SECTION_PAGE, _list("Results for “ferry”", head=_typed("SearchResultsPage"))),
    "archive of a day": (Outcome.SECTION_PAGE, _list("Archive: 7 March 2026", n=60)),
    "section, German": (Outcome.SECTION_PAGE, _list("Nachrichten aus dem Hafen", _GERMAN)),
    "section, French": (Outcome.SECTION_PAGE, _list("Actualités du port", _FRENCH)),
    "section, Japanese": (Outcome.SECTION_PAGE, _list("港のニュース", _JAPANESE)),
    # -------------------------------------------------------------------------------------------------------- media
    "gallery": (Outcome.MEDIA, _gallery("The regatta in pictures", "", _typed("ImageGallery"))),
    "gallery with captions": (
        Outcome.MEDIA,
        _gallery("The regatta in pictures", "Boats round the second mark in a stiff wind", _typed("ImageGallery")),
    ),
    "gallery that nobody marked": (Outcome.MEDIA, _gallery("Bilder der Regatta", "", "")),
    "media gallery": (Outcome.MEDIA, _gallery("Regata: las fotos", "Los barcos", _typed("MediaGallery"))),
    "video by type": (
        Outcome.MEDIA,
        _page(
            "Watch: the regatta",
            "<h1>The regatta</h1><video src='/v.mp4'></video><p>See the start of the race.</p>",
            '<meta property="og:type" content="video.other">',
        ),
    ),
    "video by JSON-LD": (
        Outcome.MEDIA,
        _page(
            "Die Regatta im Video",
            "<h1>Die Regatta</h1><iframe src='//p.example'></iframe><p>Der Start am Samstag.</p>",
            _typed("VideoObject", name="Die Regatta"),
        ),
    ),
    "video that nobody marked": (
        Outcome.MEDIA,
        _page("La régate", "<h1>La régate</h1><video><source src='/v.mp4'></video><p>Le départ.</p>"),
    ),
    "podcast": (
        Outcome.MEDIA,
        _page("Episode 12", "<h1>Episode 12</h1><audio src='/a.mp3'></audio><p>We talk of ferries.</p>"),
    ),
    # -------------------------------------------------------------------------------------------------------- walls
    "login wall": (Outcome.PAYWALLED, _walled("Fares to rise", _START, "Log in to continue reading")),
    "paywall": (Outcome.PAYWALLED, _walled("Fares to rise", _START, "Subscribe to read the full story")),
    "paywall, members": (Outcome.PAYWALLED, _walled("Fares", _START, "This article is for members only")),
    "paywall, German": (
        Outcome.PAYWALLED,
        _walled(
            "Fährpreise", "Die Reederei erhöht die Preise im April zum dritten Mal…", "Jetzt weiterlesen mit dem Abo"
        ),
    ),
    "paywall, French": (
        Outcome.PAYWALLED,
        _walled("Le ferry", "La compagnie augmente ses prix en avril…", "Cet article est réservé aux abonnés"),
    ),
    "paywall, Spanish": (
        Outcome.PAYWALLED,
        _walled("El ferri", "La compañía sube los precios en abril…", "Suscríbete para seguir leyendo"),
    ),
    "paywall, Italian": (
        Outcome.PAYWALLED,
        _walled("Il traghetto", "La compagnia alza i prezzi ad aprile…", "Contenuto riservato agli abbonati"),
    ),
    "paywall, Japanese": (
        Outcome.PAYWALLED,
        _walled("フェリー運賃", "運航会社は四月に運賃を値上げする。", "この記事は有料会員限定です"),
    ),
    # ------------------------------------------------------------------------------------------- errors with status 200
    "error": (Outcome.NOT_FOUND, _words("Page not found", "The page you are looking for has moved.")),
    "error, in words only": (
        Outcome.NOT_FOUND,
        _words("Harrowmere Courier", "Sorry, the story you were looking for no longer exists."),
    ),
    "server error": (Outcome.NOT_FOUND, _words("503 Service Unavailable", "Try again later.")),
    "error, German": (Outcome.NOT_FOUND, _words("Seite nicht gefunden", "Die gesuchte Seite gibt es nicht mehr.")),
    "error, French": (Outcome.NOT_FOUND, _words("Page introuvable", "La page demandée n’existe plus.")),
    "error, Spanish": (Outcome.NOT_FOUND, _words("Página no encontrada", "La página que busca ya no existe.")),
    "error, Italian": (Outcome.NOT_FOUND, _words("Pagina non trovata", "La pagina cercata non esiste più.")),
    "error, Ukrainian": (Outcome.NOT_FOUND, _words("Сторінку не знайдено", "Такої сторінки немає.")),
    "error, Arabic": (Outcome.NOT_FOUND, _words("الصفحة غير موجودة", "لا توجد صفحة بهذا العنوان.")),
    "error, Japanese": (Outcome.NOT_FOUND, _words("ページが見つかりません", "お探しのページは削除されました。")),
    "error, Chinese": (Outcome.NOT_FOUND, _words("页面不存在", "您访问的页面已被删除。")),
    # ------------------------------------------------------------------------------------------ challenges and consent
    "challenge": (Outcome.BLOCKED, _words("Just a moment...", "Checking your browser before you go on.")),
    "captcha": (Outcome.BLOCKED, _words("Courier", "Please verify you are a human by solving this puzzle.")),
    "denied": (Outcome.BLOCKED, _words("Access Denied", "You do not have permission to see this.")),
    "traffic": (Outcome.BLOCKED, _words("Sorry", "There was unusual traffic from your network.")),
    "challenge, German": (Outcome.BLOCKED, _words("Einen Moment", "Bitte bestätigen Sie, dass Sie kein Roboter sind.")),
    "challenge, French": (Outcome.BLOCKED, _words("Un instant", "Vérification que vous n’êtes pas un robot.")),
    "challenge, Spanish": (Outcome.BLOCKED, _words("Un momento", "Confirme que no es un robot para continuar.")),
    "challenge, Ukrainian": (Outcome.BLOCKED, _words("Зачекайте", "Підтвердьте, що ви не робот.")),
    "challenge, Chinese": (Outcome.BLOCKED, _words("请稍候", "正在进行安全验证,请完成验证码。")),
    "consent": (Outcome.BLOCKED, _words("Courier", "We value your privacy", "We and our 412 partners store data.")),
    "consent, German": (
        Outcome.BLOCKED,
        _words("Ihre Zustimmung", "Mit Werbung und Cookies weiterlesen", "Wir und unsere 210 Partner speichern Daten."),
    ),
    "consent, French": (
        Outcome.BLOCKED,
        _words("Vos choix", "Nous et nos 340 partenaires stockons des informations.", "Continuer sans accepter"),
    ),
    "consent, Spanish": (
        Outcome.BLOCKED,
        _words("Privacidad", "Nosotros y nuestros 215 socios almacenamos datos.", "Aceptar y continuar"),
    ),
    # --------------------------------------------------------------------------------------------------------- stubs
    "stub": (Outcome.TOO_SHORT, _words("Fares", "More to follow.")),
    "nothing": (Outcome.EMPTY, "<html><body><script>draw()</script></body></html>"),
}
