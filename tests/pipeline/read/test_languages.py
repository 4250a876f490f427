"""Articles of our own in languages of several scripts: nothing of them is lost, whatever the language."""

from dataclasses import dataclass

import pytest

from pipeline.nouns import Reading
from pipeline.read.page import read_page
from tests.pipeline.read import pages_of_ours as ours


@dataclass(frozen=True, kw_only=True)
class Told:
    """One article in its own language."""

    code: str
    headline: str
    byline: str
    people: tuple[str, ...]
    #: As readers see it, with the name of the month.
    day: str
    paragraphs: tuple[str, ...]


ARTICLES = (
    Told(
        code="de",
        headline="Polizei in Harrowmere rollt 340 Fälle am alten Kai neu auf",
        byline="Von Lena Brandauer und Jonas Wick",
        people=("Lena Brandauer", "Jonas Wick"),
        day="5. März 2026",
        paragraphs=(
            "Die Polizei von Harrowmere hat 340 Fälle von Diebstahl am alten Kai neu aufgerollt, wie ein Brief zeigt.",
            "Der Bürgermeister hatte seit Januar dreimal gesagt, es gebe keine Hinweise auf organisierten Diebstahl.",
            "Händler am Hafen berichten, sie hätten seit dem Herbst Waren im Wert von über einer Million verloren.",
        ),
    ),
    Told(
        code="fr",
        headline="La police rouvre 340 dossiers de vols au vieux quai",
        byline="Par Camille Aubrac",
        people=("Camille Aubrac",),
        day="5 février 2026",
        paragraphs=(
            "La police a rouvert 340 dossiers dans une enquête sur des vols au vieux quai, selon une lettre.",
            "Le maire avait répété trois fois depuis janvier qu’aucun vol organisé ne lui avait été signalé.",
            "Les commerçants du port disent avoir perdu des marchandises pour plus d’un million depuis l’automne.",
        ),
    ),
    Told(
        code="es",
        headline="La policía reabre 340 casos de robos en el muelle viejo",
        byline="Por Inés Valdera y Tomás Quiroga",
        people=("Inés Valdera", "Tomás Quiroga"),
        day="5 de marzo de 2026",
        paragraphs=(
            "La policía ha reabierto 340 casos en una investigación sobre robos en el muelle viejo, según una carta.",
            "El alcalde había dicho tres veces desde enero que no había denuncias de robos organizados en el puerto.",
            "Los comerciantes aseguran que desde el otoño han perdido mercancías por valor de más de un millón.",
        ),
    ),
    Told(
        code="uk",
        headline="Поліція поновила розслідування 340 справ про крадіжки на старому причалі",
        byline="Автор: Олена Ковальська",
        people=("Олена Ковальська",),
        day="5 березня 2026",
        paragraphs=(
            "Поліція поновила розслідування 340 справ про крадіжки на старому причалі, як свідчить лист.",
            "Міський голова з січня тричі заявляв, що повідомлень про організовані крадіжки в порту не було.",
            "Торговці кажуть, що від осені втратили товарів більш ніж на мільйон, і ніхто до них не приїхав.",
        ),
    ),
    Told(
        code="ar",
        headline="الشرطة تعيد فتح 340 قضية سرقة على الرصيف القديم",
        byline="بقلم سلمى الحداد",
        people=("سلمى الحداد",),
        day="5 مارس 2026",
        paragraphs=(
            "أعادت الشرطة فتح 340 قضية في تحقيق حول سرقات على الرصيف القديم، كما جاء في رسالة اطلعت عليها الصحيفة.",
            "وكان رئيس البلدية قد قال ثلاث مرات منذ يناير إنه لا توجد بلاغات عن سرقات منظمة في الميناء.",
            "ويقول التجار إنهم خسروا منذ الخريف بضائع تزيد قيمتها على مليون، ولم يأت أحد عندما اتصلوا.",
        ),
    ),
    Told(
        code="ja",
        headline="警察が旧埠頭の盗難事件三百四十件を再捜査",
        byline="記者：佐々木遥",
        people=("佐々木遥",),
        day="2026年3月5日",
        paragraphs=(
            "警察は旧埠頭での盗難をめぐる捜査で三百四十件を再び調べていることが、本紙が入手した手紙で分かった。",
            "町長は一月以来三度にわたり、港で組織的な盗難の報告はないと述べていた。",
            "商店主らは秋以降に百万を超える商品を失ったと話し、通報しても誰も来なかったという。",
        ),
    ),
    Told(
        code="zh",
        headline="警方重新调查旧码头三百四十起盗窃案",
        byline="记者 林晓雨",
        people=("林晓雨",),
        day="2026年3月5日",
        paragraphs=(
            "本报看到的一封信显示，警方在对旧码头盗窃案的调查中重新打开了三百四十宗案卷。",
            "市长自一月以来曾三次表示，没有接到关于码头有组织盗窃的报告。",
            "码头的商人说，自去年秋天以来他们损失了价值超过一百万的货物，报警后没有人来。",
        ),
    ),
)


def html_of(told: Told) -> str:
    """Return the article in a bare page that says nothing in its head but the title."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in told.paragraphs)
    return (
        f"<!doctype html><html><head><title>{told.headline} | Courier</title></head><body><article>"
        f"<h1>{told.headline}</h1><p>{told.byline}</p><p class='date'>{told.day}</p>{paragraphs}</article></body></html>"
    )


@pytest.mark.parametrize("told", ARTICLES, ids=lambda told: told.code)
def test_an_article_in_any_language_is_read_whole(told: Told) -> None:
    """Headline, people, language and every paragraph; languages without spaces are not too short."""
    found = read_page(ours.page(html_of(told)))
    assert isinstance(found, Reading), found
    article = found.article
    assert article.headline == told.headline
    assert article.byline == told.people
    assert article.language == told.code
    assert all(paragraph in article.text for paragraph in told.paragraphs)


@pytest.mark.parametrize("told", ARTICLES, ids=lambda told: told.code)
def test_a_day_in_words_is_the_day_of_publication(told: Told) -> None:
    """Where no time is marked, the printed day with the name of its month counts."""
    found = read_page(ours.page(html_of(told)))
    assert isinstance(found, Reading), found
    at = found.article.published_at
    assert at is not None
    assert (at.year, at.month, at.day) == (2026, 2 if told.code == "fr" else 3, 5)
