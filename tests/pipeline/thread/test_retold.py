"""Which reports lead with what an entry of a live blog told, in other words; and which tell what happened next."""

import pytest

from pipeline.nouns import Facts, Passage
from pipeline.thread.memory import Report
from pipeline.thread.retold import leads_with, retells
from pipeline.thread.sentences import Line, line_of
from tests.pipeline.thread.articles_of_ours import article

ABOUT = "Oskarsund: live updates"
ARREST = "Police have arrested a man of 41 over the failure of the gate at Storrow weir, Inspector Hollis Crane said."
MAYOR = "Mayor Odile Brask has resigned over the tram line, her office says."
CHARGE = "Hallam Wray was charged with fraud this morning over the tram line, prosecutors say."
TRAM = "A tram has derailed at Skerry Bridge. Two passengers were injured, the fire service says."
EMPTIED = "Pellard mill: all 60 workers have been evacuated, owner Silas Wendt says."
FREED = "Union leader Greta Maas has been released from Wickham jail, her lawyer says."
BRIDGE = "The bridge at Ashby has been closed to lorries until further notice, the county says."
FOUND = "Police have found the body of the missing diver Casper Roe in Lake Ennet, Sergeant Isla Trowe says."
QUARRY = "An explosion has killed a worker at the Hurst quarry, its owner confirms."
TREATY = "Parliament has rejected the fishing treaty by 88 votes to 71."


def _entry(text: str) -> list[Line]:
    return [line_of(Passage(article_id="blog", text=text, start=None, end=None), lambda _: 1.0)]


def _report(headline: str, text: str) -> Report:
    return Report(article("report", headline, text), Facts(), lambda _: 1.0)


@pytest.mark.parametrize(
    ("entry", "headline", "text"),
    [
        (ARREST, "Man, 41, arrested over Storrow weir failure", "A 41-year-old man has been arrested over the failure."),
        (ARREST, "Police hold man after weir gate collapse", "Detectives looking into the failure have detained a man of 41."),
        (MAYOR, "Tram line row: mayor goes", "Odile Brask resigned as mayor on Friday, her office said, over the tram line."),
        (MAYOR, "Oskarsund mayor quits over tram line", "Odile Brask has stepped down as mayor of Oskarsund."),
        (EMPTIED, "Workers evacuated from burning Pellard mill", "All 60 workers have been evacuated, Silas Wendt said."),
        (FREED, "Union leader Greta Maas freed", "Greta Maas, the union leader, was freed from Wickham jail on Tuesday."),
        (BRIDGE, "Ashby bridge closed to lorries", "The county has closed the bridge at Ashby to lorries."),
        (FOUND, "Body of missing diver Casper Roe found", "The body of Casper Roe has been found in Lake Ennet."),
        (QUARRY, "Worker killed in quarry explosion", "A worker was killed in an explosion at the Hurst quarry."),
        (TREATY, "MPs reject fishing treaty", "Parliament rejected the fishing treaty on Thursday."),
    ],
)  # fmt: skip
def test_the_same_in_other_words_is_told_again(entry: str, headline: str, text: str) -> None:
    """An arrest is one whoever is held for it by which word."""
    assert leads_with(_report(headline, text))
    assert retells(_report(headline, text), _entry(entry), ABOUT)


@pytest.mark.parametrize(
    ("entry", "headline", "text"),
    [
        # once more, or to others
        (ARREST, "Second man arrested over Storrow weir failure", "Police have arrested a second man over the failure."),
        (ARREST, "Woman arrested over Storrow weir failure", "Police have arrested a woman over the failure of the gate."),
        (MAYOR, "Deputy mayor follows Odile Brask out", "The deputy mayor has resigned over the tram line, her office says."),
        (CHARGE, "Engineer charged with fraud over tram line", "An engineer was charged with fraud over the tram line."),
        (TRAM, "Three hurt as tram derails at Skerry Bridge", "Three passengers were hurt at Skerry Bridge on Friday."),
        (EMPTIED, "Hospital beside Pellard mill evacuated", "The hospital beside the Pellard mill has been evacuated."),
        (FREED, "Greta Maas's brother released from Wickham jail", "The brother of Greta Maas has been released from jail."),
        (QUARRY, "Rescuer killed at Hurst quarry", "A rescuer was killed at the Hurst quarry, its owner confirms."),
        (QUARRY, "Hurst quarry owner killed in crash", "The owner of the Hurst quarry was killed in a crash on Friday."),
        # another object of the same deed
        (CHARGE, "Hallam Wray charged with bribery as well", "Hallam Wray was charged with bribery over the tram line."),
        (FREED, "Jail releases letters of Greta Maas", "Wickham jail has released letters that Greta Maas wrote there."),
        (BRIDGE, "Ashby bridge closed to all traffic", "The bridge at Ashby has been closed to all traffic, the county says."),
        (FOUND, "Police find Casper Roe's boat in Lake Ennet", "Police have found the boat of the diver Casper Roe."),
        # what comes of it
        (ARREST, "Man charged over Storrow weir failure", "A man of 41 has been charged over the failure of the gate."),
        (ARREST, "Arrested man kept Storrow weir", "The man of 41 who was arrested over the failure worked there, police said."),
        (MAYOR, "New mayor elected after Odile Brask resigned", "Councillors elected a mayor in place of Odile Brask."),
        (FOUND, "Body of missing diver Casper Roe identified", "The body found in Lake Ennet is that of Casper Roe, police said."),
        (TREATY, "Fishermen reject treaty", "Fishermen have rejected the fishing treaty, which parliament threw out."),
        (TREATY, "Fishing treaty to be debated again", "Ministers will debate the fishing treaty that parliament rejected."),
    ],
)  # fmt: skip
def test_what_happened_next_is_not(entry: str, headline: str, text: str) -> None:
    """Though hardly a word of it is new."""
    assert not retells(_report(headline, text), _entry(entry), ABOUT)


def test_who_leads_with_no_happening_need_be_held_against_no_entry() -> None:
    """Plans, and what somebody is by what befell him, are none."""
    assert not leads_with(_report("Board to rebuild weir by spring", "The board will rebuild the gate, it said."))
    assert not leads_with(_report("Arrested man kept weir", "The man, who was arrested on Monday, worked there."))
