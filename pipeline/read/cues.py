"""Words that announce somebody's words: `said`, `adding`, `her claim`."""

import re
from typing import NamedTuple

from pipeline.read.lexicon import words

FINITE = words(
    """said says say told tells tell added adds add stated states state claimed claims claim warned warns warn argued
    argues argue insisted insists insist explained explains explain wrote writes write tweeted tweets posted
    asked asks ask replied replies responded responds announced announces described describes describe called
    calls call branded brands dubbed labelled labeled slammed blasted denounced denounces condemned condemns
    criticised criticized criticizes denied denies deny admitted admits admit confirmed confirms conceded
    concedes acknowledged acknowledges accused accuses accuse alleged alleges allege declared declares urged
    urges urge noted notes remarked remarks commented comments observed observes continued continues concluded
    concludes recalled recalls revealed reveals reported reports suggested suggests suggest vowed vows pledged
    pledges promised promises joked jokes quipped quips shouted shouts yelled cried whispered screamed testified
    testifies complained complains complain praised praises hailed hails welcomed lamented laments boasted
    boasts predicted predicts predict mocked mocks referred refers refer repeated repeats reiterated reiterates
    stressed stresses emphasised emphasized emphasizes maintained maintains contended contends contend countered
    counters asserted asserts assert answered answers cautioned cautions reads read ruled rules believes believe
    believed thinks think thought felt feels feel hopes hoped hope wondered agreed agrees demanded demands
    apologised apologized opined opines fumed raged snapped dismissed dismisses rejected rejects blamed blames
    cited cites characterized characterised characterizes compared compares proclaimed proclaims spoke speaks
    talked talks quoted quotes pointed points expressed expresses retorted began begins chanted chants reminded
    reminds informed advised advises instructed recounted recounts outlined intoned implored pleaded bragged
    brags ridiculed derided decried decries deemed deems put puts used uses considers considered sees saw saw_it
    heard proposed proposes wants wanted exclaimed found finds rated rates surmised reasoned bemoaned touted
    decried tells recalls teased chided scolded lambasted likened offered offers defended defends accepted accepts"""
)
PARTICIPLE = words(
    """saying adding claiming warning arguing insisting explaining writing tweeting asking calling describing branding
    dubbing labelling labeling telling accusing declaring noting stating suggesting admitting alleging urging
    vowing promising pledging referring citing complaining stressing denying announcing concluding confirming
    commenting quipping joking responding replying shouting screaming chanting yelling reading pointing
    insinuating asserting revealing predicting boasting criticising criticizing denouncing praising hailing
    mocking blaming reiterating maintaining remarking observing continuing emphasizing emphasising dismissing
    characterizing recalling"""
)
NOUN = words(
    """claim claims statement statements tweet post letter speech message allegation allegations assertion assertions
    accusation accusations comment comments remark remarks warning promise pledge suggestion argument insistence
    interview email e-mail words phrase view response question denial denials belief testimony op-ed report"""
)
_WORD = re.compile(r"[A-Za-z]+(?:-[a-z]+)?")
_ARTICLES = words("the a an his her their its our my your of no")
_CONTRACTED = words("he she who it that there")


class Cue(NamedTuple):
    """A word that announces words."""

    start: int
    end: int
    #: A finite verb stands alone; a participle and a noun borrow their subject.
    is_finite: bool
    is_noun: bool


def cues_in(text: str, start: int, end: int) -> list[Cue]:
    """Return the cues in `text[start:end]`, in order."""
    cues = []
    for match in _WORD.finditer(text, start, end):
        word = match.group().lower()
        is_finite = word in FINITE and not _follows_determiner(text, start, match.start())
        if is_finite or word in PARTICIPLE or word in NOUN:
            cues.append(Cue(match.start(), match.end(), is_finite, not is_finite and word not in PARTICIPLE))
    return cues


def _follows_determiner(text: str, start: int, at: int) -> bool:
    before = text[max(start, at - 14) : at].lower().split()
    return bool(before) and follows_determiner(before[-1])


def follows_determiner(before: str) -> bool:
    """Tell whether a word after this one, given in small letters, is a noun: `the claim`, `Poe’s report`."""
    return before in _ARTICLES or (before.endswith(("’s", "'s")) and before[:-2] not in _CONTRACTED)
