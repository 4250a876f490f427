"""Word lists of our own that more than one of the fact finders reads."""

from functools import cache


@cache
def words(listed: str) -> frozenset[str]:
    """Return the words of a list written as text, with underscores read as spaces."""
    return frozenset(word.replace("_", " ") for word in listed.split())


#: In calendar order.
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)

#: Monday first, as `date.weekday` counts.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

#: Before a person's name, by what they say of the person: he, she, or neither.
TITLES_HE = words("mr sir lord father king prince duke baron viscount earl pope sheikh imam rabbi")
TITLES_SHE = words("mrs ms miss dame lady baroness queen princess duchess countess sister")
TITLES = (
    TITLES_HE
    | TITLES_SHE
    | words(
        """mx dr prof professor rev revd reverend judge justice president chancellor senator congressman congresswoman
    representative governor mayor councillor cllr detective inspector superintendent sergeant constable
    commander captain major colonel general lieutenant admiral marshal det insp supt sgt pc dc ds di dci ch cmdr
    capt maj col gen lt adm sen rep gov bishop archbishop cardinal minister secretary commissioner coroner
    recorder ambassador deputy chief acting"""
    )
)

#: First names that tell a person's name from another and what pronoun goes with it; common ones in English news.
NAMES_HE = words(
    """adam adrian ahmed alan albert alexander ali andrew andy anthony antony ben benjamin bernard bernie bill bob
    boris brian bruce carl charles christopher colin craig damian daniel darren dave david dean dennis derek
    dominic donald doug duncan ed eddie edward eric frank fred gareth gary gavin geoff george gerald gordon
    graham greg gregory hamza harry henry howard hugh hussein ian imran ivan jack jacob jake james jason jeff
    jeremy jerry jim joe joel john jonathan joseph josh joshua justin karl keir keith ken kenneth kevin khalid
    kumar kyle larry leo leon lewis liam louis luke malcolm marco marcus mario mark martin matt matthew michael
    miguel mike mohamed mohammad mohammed muhammad nathan neil nicholas nick nigel oliver omar oscar owen
    patrick paul pedro peter phil philip phillip ralph ray raymond richard rick rob robert rod roger ron ronald
    rory ross roy rupert russell ryan sadiq samuel scott sean sergei shane simon stephen steve steven stuart ted
    thomas tim toby todd tom tony trevor victor vincent vladimir walter wayne will william xavier yusuf zac zack"""
)
NAMES_SHE = words(
    """abigail aisha alice alison amanda amber amelia amina amy angela angie anita ann anna anne annie barbara becky
    beth bridget carla carly caroline carolyn catherine cathy charlotte cheryl chloe christina christine claire
    clare cynthia daisy dawn deborah debbie denise diana diane donna dorothy eileen elaine eleanor elena
    elizabeth ella ellen emily emma erin esther eva fatima fiona fran frances gemma georgia gillian gina grace
    hannah harriet heather heidi helen hillary holly ingrid irene isabel jacqueline jane janet janice jasmine
    jennifer jenny jessica jill joan joanna joanne jodie josephine joyce judith judy julia julie karen kate
    katherine kathleen kathryn kathy katie kelly kirsty laura lauren leah lesley lily linda lisa liz lorraine
    louise lucy lydia lynn maggie margaret maria marie marion martha mary maureen megan melania melanie melissa
    michelle miriam molly monica nadia nancy naomi natalie natasha nicola nicole nicky nora olga olivia pamela
    patricia paula penny philippa pippa polly priti priya rachel rebecca rita rosa rosie ruth sally samantha
    sandra sara sarah shabana shannon sharon sheila shirley sonia sophia sophie stella stephanie sue susan
    suella suzanne sylvia tanya tara teresa tessa theresa tina tracey tracy ursula valerie vanessa vera veronica
    victoria violet virginia wendy yasmin yvette yvonne zoe"""
)
NAMES_EITHER = words(
    "alex andrea ashley carol charlie chris jackie jean jordan kim lee leslie max pat robin sam taylor terry"
)

#: What people are called by office or part in a story: they can speak.
ROLES = words(
    """activist actor actress administrator adviser advisor agent aide ally ambassador analyst archbishop attorney
    author authorities barrister bishop boss boyfriend brother bystander campaign campaigner candidate captain
    cardinal carer chair chairman chairwoman champion chancellor charity chief child children clerk coach
    colleague colleagues columnist commander commentator commissioner company congressman congresswoman
    constable coroner correspondent council councillor court critic critics cousin customer dad daughter dealer
    defendant delegate democrat democrats department deputy designer detective detectives developer diplomat
    director doctor driver economist editor employee engineer envoy executive executives expert experts family
    father firefighter firm force founder friend friends girlfriend governor government grandfather grandmother
    group guard head headteacher historian host husband inspector investigator investigators journalist judge
    judges juror jury justice lawmaker lawmakers lawyer lawyers leader leaders lecturer lieutenant lord
    magistrate manager mayor member members minister ministers ministry mother motorist mp mps mum neighbour
    neighbours neighbor neighbors newspaper nurse observer officer officers official officials operator
    organiser organizer owner paramedic parent parents partner passenger patient pilot player police politician
    politicians pollster premier president priest producer professor prosecutor prosecutors protester protesters
    psychologist publisher qc kc receptionist regulator relative relatives reporter reporters representative
    republican republicans researcher researchers resident residents scholar scientist scientists secretary
    senator sergeant shopkeeper sister solicitor son source sources speaker specialist spokesman spokesperson
    spokeswoman spokespeople staff statement strategist student students superintendent supervisor supporter
    supporters surgeon survivor survivors suspect teacher team teenager therapist trader treasurer tribunal
    uncle union victim victims villager visitor volunteer voter voters watchdog whistleblower wife witness
    witnesses woman women man men worker workers writer"""
)
