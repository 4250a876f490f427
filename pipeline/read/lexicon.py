"""Word lists of our own that more than one of the fact finders reads."""

from functools import cache


@cache
def words(listed: str) -> frozenset[str]:
    """Return the words of a list written as text, with underscores read as spaces."""
    return frozenset(word.replace("_", " ") for word in listed.split())


def as_printed(folded: frozenset[str]) -> frozenset[str]:
    """Return the words as they may stand in a text: in small letters, with a capital, in capitals."""
    return folded | {word.capitalize() for word in folded} | {word.upper() for word in folded}


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
#: Both, which have a capital but are no names.
CALENDAR = frozenset(MONTHS) | frozenset(WEEKDAYS)
SHORT_MONTHS = words("jan feb mar apr jun jul aug sep sept oct nov dec")

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
FIRST_NAMES = NAMES_HE | NAMES_SHE | NAMES_EITHER

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

#: Words that name an office where they stand before the name of its holder.
OFFICES = TITLES | words(
    """leader spokesman spokeswoman spokesperson chairman chairwoman chair director mp mep ceo officer attorney lawyer
    coach speaker premier undersecretary envoy manager editor author actor actress singer striker midfielder
    defender goalkeeper candidate lawmaker prosecutor"""
)

#: Last words of the names of bodies.
BODY_WORDS = words(
    """police council party ltd limited inc plc llc corp corporation company university court office department
    association union group bank committee agency ministry authority trust foundation fc club airlines airways
    times post news assembly parliament commission federation institute hospital school college church army
    force forces navy service services society board bureau congress senate cabinet government coalition league
    network institution centre center team guardian telegraph express mail observer herald tribune journal press
    radio television tv channel holdings industries partners bank's academy organisation organization alliance
    front movement brigade regiment constabulary tribunal inquiry registry secretariat fund exchange brothers
    motors railways rail energy oil gas technologies systems media studios records orchestra theatre"""
)

#: Last words of the names of places.
PLACE_WORDS = words(
    """street road avenue lane county river lake island islands park square bridge airport city town village valley
    hill hills beach bay mountain mountains ocean sea coast peninsula province state district region desert
    forest harbour harbor station prison stadium palace castle gardens heath green court-house terrace drive
    close crescent way gate hall"""
)

#: Countries, and cities that news often names.
PLACES = words(
    """afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain bangladesh barbados
    belarus belgium benin bolivia bosnia botswana brazil britain bulgaria burundi cambodia cameroon canada chad
    chile china colombia congo croatia cuba cyprus denmark ecuador egypt england eritrea estonia ethiopia europe
    fiji finland france gabon gambia gaza georgia germany ghana greece guatemala guinea guyana haiti honduras
    hungary iceland india indonesia iran iraq ireland israel italy jamaica japan jordan kazakhstan kenya kosovo
    kuwait kyrgyzstan laos latvia lebanon lesotho liberia libya lithuania luxembourg madagascar malawi malaysia
    mali malta mauritius mexico moldova mongolia morocco mozambique myanmar namibia nepal netherlands nicaragua
    niger nigeria norway oman pakistan palestine panama paraguay peru philippines poland portugal qatar romania
    russia rwanda scotland senegal serbia singapore slovakia slovenia somalia spain sudan sweden switzerland
    syria taiwan tajikistan tanzania thailand tibet togo tunisia turkey turkmenistan uganda ukraine uruguay
    uzbekistan venezuela vietnam wales yemen zambia zimbabwe africa asia america new_zealand south_africa
    north_korea south_korea saudi_arabia sri_lanka united_states united_kingdom northern_ireland new_york
    hong_kong los_angeles el_salvador costa_rica sierra_leone ivory_coast uk us u.s. u.k. usa uae eu london
    manchester birmingham leeds liverpool glasgow edinburgh cardiff belfast bristol sheffield newcastle
    nottingham leicester bradford coventry hull derby southampton portsmouth plymouth oxford cambridge york
    brighton rochdale rotherham oldham bolton wigan sunderland norwich exeter aberdeen dundee swansea dublin
    cork westminster kent essex surrey sussex devon cornwall dorset norfolk suffolk lancashire yorkshire cumbria
    hampshire berkshire merseyside washington chicago boston houston dallas miami seattle atlanta detroit
    philadelphia texas california florida ohio michigan virginia arizona illinois nevada oregon colorado
    massachusetts paris berlin madrid rome brussels vienna moscow kyiv kiev warsaw prague budapest athens
    istanbul ankara cairo tehran baghdad damascus beirut jerusalem riyadh dubai kabul islamabad karachi lahore
    delhi mumbai dhaka beijing shanghai tokyo seoul bangkok jakarta manila sydney melbourne canberra nairobi
    lagos abuja accra johannesburg pretoria harare toronto ottawa montreal vancouver havana lima bogota caracas
    brasilia buenos_aires santiago geneva zurich milan barcelona lisbon amsterdam stockholm oslo copenhagen
    helsinki"""
)

#: Adjectives and peoples: written with a capital, but no names.
DEMONYMS = words(
    """british english scottish welsh irish american african asian european french german italian spanish portuguese
    dutch belgian swiss austrian polish russian ukrainian turkish greek swedish norwegian danish finnish czech
    hungarian romanian bulgarian serbian croatian albanian chinese japanese korean indian pakistani bangladeshi
    afghan iranian iraqi syrian israeli palestinian lebanese jordanian egyptian libyan tunisian moroccan
    algerian saudi yemeni kurdish nigerian ghanaian kuwaiti philippine filipino thai malaysian indonesian
    singaporean burmese nepali costa_rican indigenous uzbek kenyan ethiopian somali sudanese zimbabwean ugandan
    rwandan congolese canadian australian mexican brazilian argentine colombian venezuelan cuban muslim muslims
    christian christians jewish jews catholic catholics protestant islamic islam christianity arab arabs arabic
    western eastern northern southern democratic republican conservative socialist communist africans americans
    britons europeans russians germans israelis palestinians iranians asians indians londoners sunni shia hindu
    hindus sikh buddhist latino hispanic soviet nazi democrats republicans conservatives tories tory"""
)

#: Words with a capital that are not part of a name where they begin a run.
NO_NAMES = words(
    """the a an and or but if so yet nor as at by for from in into of off on onto out over to under up with without
    about above across after against along amid among around because before behind below beneath beside besides
    between beyond despite down during except inside like near outside past per since than that this these those
    then there here through throughout till until unless upon via when whenever where whereas wherever whether
    which while who whoever whom whose why how what whatever he she it they we you i his her hers its their
    theirs our ours your yours my mine me him them us one ones some any no not none nothing all both each every
    either neither few many more most much other others another several such same own is are was were be been
    being am has have had having do does did doing will would shall should can could may might must let also
    just only even still already again once twice ever never always often sometimes soon now today tomorrow
    yesterday tonight later earlier meanwhile however therefore moreover furthermore instead rather perhaps
    maybe indeed yes well oh please thank thanks dear image picture photo video read exclusive news breaking
    live update updated watch listen share comment comments follow subscribe advertisement related source
    sources getty reuters_ last next first second third two three four five six seven eight nine ten dozens
    hundreds thousands millions according asked speaking following given it's it’s i'm i’m we're we’re don't
    don’t that's that’s there's there’s he's he’s she's she’s they're they’re you're you’re let's let’s what's
    what’s i've i’ve we've we’ve can't can’t i'll i’ll nobody somebody everybody everyone someone anyone
    anything something everything people officers officials residents added adding say says said tell told see
    look take make get go come think know ceo sms tv pm gmt bst utc covid id ad bc dna hiv aids ok faq pdf
    photos file reply email phone"""
)
