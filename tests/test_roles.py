"""Titles in sentences and blocks of our own making. New rows go at the end of the table they belong to.

None is taken from a council's papers. Rows of ``TITLES`` give every title of the text, in order; a text without one is
in ``NONE``.
"""

import itertools

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from decision_models import SectionKind
from extractor.errors import EnvironmentFaultError
from extractor.tagging import lexicon, word_classes
from extractor.tagging import people as people_module
from extractor.tagging.people import find_people
from extractor.tagging.roles import find_roles, post_id
from tests.work import grows_no_faster_than_text, patience

TITLES = [
    # departments with commas
    (
        "the Corporate Director for Adults, Housing and Health, or other nominated officer",
        ["Corporate Director for Adults, Housing and Health"],
    ),
    ("cleared by the Strategic Finance Manager (HRA) on Monday", ["Strategic Finance Manager (HRA)"]),
    ("the Chief Finance Officer (CFO) has agreed", ["Chief Finance Officer"]),
    ("the Senior Building Surveyor (SBS) has agreed", ["Senior Building Surveyor"]),
    ("the Director of Public Health welcomes this", ["Director of Public Health"]),
    ("in consultation with the Director of Law and Governance, be authorised", ["Director of Law and Governance"]),
    ("the Head of Highways Asset Management, will see to it", ["Head of Highways Asset Management"]),
    (
        "The Cabinet Member for Culture, Sport and Libraries, was briefed",
        ["Cabinet Member for Culture, Sport and Libraries"],
    ),
    ("Cabinet Member for Roads and Rail and Canals", ["Cabinet Member for Roads and Rail and Canals"]),
    (
        "the Cabinet Member for Growth, Skills, Housing & Planning has agreed",
        ["Cabinet Member for Growth, Skills, Housing & Planning"],
    ),
    (
        "the Portfolio Holder for Parks, Play, and Open Spaces noted",
        ["Portfolio Holder for Parks, Play, and Open Spaces"],
    ),
    ("the Director of Finance, Councillor Pugh and officers", ["Director of Finance"]),
    (
        "the Director of Finance, Head of Legal Services and Monitoring Officer",
        ["Director of Finance", "Head of Legal Services", "Monitoring Officer"],
    ),
    ("the Director of Adult Services, the Health Board and Trusts", ["Director of Adult Services"]),
    ("Cabinet Member for Finance, Performance\nDate: today", ["Cabinet Member for Finance, Performance"]),
    ("the Cabinet Member for Environment and Waste, who spoke", ["Cabinet Member for Environment and Waste"]),
    (
        "the Head of Planning, Building Control and Enforcement (or deputy)",
        ["Head of Planning, Building Control and Enforcement"],
    ),
    ("The Director of Education, on behalf of schools", ["Director of Education"]),
    ("to the Director of Environment, Economy and Transport.", ["Director of Environment, Economy and Transport"]),
    # two titles
    (
        "the Deputy Leader and Cabinet Member for Finance, Corporate and Traded Services",
        ["Deputy Leader", "Cabinet Member for Finance, Corporate and Traded Services"],
    ),
    (
        "Leader of Oakshire County Council and Cabinet Member for Audit, Strategy and Trading",
        ["Leader of Oakshire County Council", "Cabinet Member for Audit, Strategy and Trading"],
    ),
    ("the Chief Executive and Monitoring Officer", ["Chief Executive", "Monitoring Officer"]),
    ("the Director of Finance (Section 151 Officer) advised", ["Director of Finance", "Section 151 Officer"]),
    ("Director of Resources & Section 151 Officer", ["Director of Resources", "Section 151 Officer"]),
    ("Head of Law and Monitoring Officer", ["Head of Law", "Monitoring Officer"]),
    ("the Chief Executive and Head of Paid Service", ["Chief Executive", "Head of Paid Service"]),
    (
        "the Deputy Chief Executive and Corporate Director of Resources",
        ["Deputy Chief Executive", "Corporate Director of Resources"],
    ),
    ("the Leader and the Police and Crime Commissioner", ["Leader", "Police and Crime Commissioner"]),
    ("the Leader, the Deputy Leader and the Chief Executive met", ["Leader", "Deputy Leader", "Chief Executive"]),
    ("Assistant Director of Housing / Head of Homelessness", ["Assistant Director of Housing", "Head of Homelessness"]),
    (
        "the Cabinet Member for Housing, in consultation with the Cabinet Member for Finance",
        ["Cabinet Member for Housing", "Cabinet Member for Finance"],
    ),
    ("the Director of Place and the Head of Planning", ["Director of Place", "Head of Planning"]),
    ("Chief Finance Officer and Deputy Chief Executive", ["Chief Finance Officer", "Deputy Chief Executive"]),
    (
        "the Director of Finance and Governance and Monitoring Officer",
        ["Director of Finance and Governance", "Monitoring Officer"],
    ),
    ("Town Clerk and Responsible Financial Officer", ["Town Clerk", "Responsible Financial Officer"]),
    # no joiner, dashes, brackets
    ("Interim Corporate Director Finance", ["Interim Corporate Director Finance"]),
    ("the Strategic Director, Place, reported", ["Strategic Director, Place"]),
    ("the Assistant Director, Highways and Traffic, reported", ["Assistant Director, Highways and Traffic"]),
    ("Assistant Director – Adult Commissioning", ["Assistant Director – Adult Commissioning"]),
    (
        "Corporate Director - Growth, Environment and Transport",
        ["Corporate Director - Growth, Environment and Transport"],
    ),
    ("Finance Business Partner (Adults)", ["Finance Business Partner (Adults)"]),
    ("the Executive Member (Children and Families) spoke", ["Executive Member (Children and Families)"]),
    ("the Assistant Chief Constable (Local Policing)", ["Assistant Chief Constable (Local Policing)"]),
    ("the Chief Officer (Schools and Learning)", ["Chief Officer (Schools and Learning)"]),
    ("Group Accountant – Public Health", ["Group Accountant – Public Health"]),
    ("Area Education Officer – West Oakshire", ["Area Education Officer – West Oakshire"]),
    ("Head of Strategic Commissioning – Accommodation explained", ["Head of Strategic Commissioning – Accommodation"]),
    ("Director of Finance (Interim)", ["Director of Finance (Interim)"]),
    ("the Head of Legal Services (HLS) is asked", ["Head of Legal Services"]),
    ("Leader of the Council (Labour)", ["Leader of the Council"]),
    ("Service Director – Legal and Democratic", ["Service Director – Legal and Democratic"]),
    ("Executive Director, People and Communities", ["Executive Director, People and Communities"]),
    ("Director of Place (Ann Pugh)", ["Director of Place"]),
    ("Corporate Director – Mr Lunn", ["Corporate Director"]),
    ("the Area Manager (North) agreed", ["Area Manager (North)"]),
    # one of a kind
    ("the Caldicott Guardian signed", ["Caldicott Guardian"]),
    ("by the Senior Information Risk Owner and", ["Senior Information Risk Owner"]),
    ("The Headteacher said", ["Headteacher"]),
    ("the Head Teacher of the school", ["Head Teacher"]),
    ("the Chief Nurse of the local hospital group", ["Chief Nurse"]),
    ("the Designated Doctor for Safeguarding", ["Designated Doctor for Safeguarding"]),
    ("the Principal Social Worker", ["Principal Social Worker"]),
    ("that the County Solicitor be authorised", ["County Solicitor"]),
    ("the City Treasurer's view", ["City Treasurer"]),
    ("the Town Centre Manager", ["Town Centre Manager"]),
    ("General Counsel has advised", ["General Counsel"]),
    ("the Secretary of State for Education and others", ["Secretary of State for Education"]),
    (
        "the Secretary of State for Housing, Communities and Local Government has",
        ["Secretary of State for Housing, Communities and Local Government"],
    ),
    ("the Secretary of State may direct", ["Secretary of State"]),
    ("The Mayor agreed", ["Mayor"]),
    ("the Mayor’s aim of fewer cars", ["Mayor"]),
    ("the Deputy Mayor for Planning and Skills", ["Deputy Mayor for Planning and Skills"]),
    ("the Mayor of Oakford", ["Mayor of Oakford"]),
    ("the Lord Mayor of Oakford opened it", ["Lord Mayor of Oakford"]),
    ("Chairman of the Licensing Committee", ["Chairman of the Licensing Committee"]),
    ("the Chair of the Health and Wellbeing Board", ["Chair of the Health and Wellbeing Board"]),
    (
        "Vice-Chairman of the Overview and Scrutiny Committee on Monday",
        ["Vice-Chairman of the Overview and Scrutiny Committee"],
    ),
    ("the Independent Chair of the Safeguarding Adults Board", ["Independent Chair of the Safeguarding Adults Board"]),
    ("Chair of Governors", ["Chair of Governors"]),
    ("The Chairman thanked the visitors", ["Chairman"]),
    ("Mrs Dray (Chair)", ["Chair"]),
    ("the S151 Officer is content", ["S151 Officer"]),
    ("the s.151 Officer is content", ["s.151 Officer"]),
    ("the Deputy Section 151 Officer", ["Deputy Section 151 Officer"]),
    ("the Section 73 Officer of the combined authority", ["Section 73 Officer"]),
    ("the Monitoring Officer", ["Monitoring Officer"]),
    ("by the Proper Officer", ["Proper Officer"]),
    ("the Returning Officer", ["Returning Officer"]),
    ("the Chief Fire Officer", ["Chief Fire Officer"]),
    ("The Police and Crime Commissioner for Oakshire approves", ["Police and Crime Commissioner for Oakshire"]),
    ("The Police, Fire and Crime Commissioner has", ["Police, Fire and Crime Commissioner"]),
    ("The Commissioner approved the grant", ["Commissioner"]),
    ("the Chief Constable has asked", ["Chief Constable"]),
    ("the Chief of Staff", ["Chief of Staff"]),
    ("the Clerk to the Council", ["Clerk to the Council"]),
    ("the Data Protection Officer was consulted", ["Data Protection Officer"]),
    ("the Consultant in Public Health", ["Consultant in Public Health"]),
    ("the Managing Director of the company", ["Managing Director"]),
    ("the Leader of the Council", ["Leader of the Council"]),
    ("the Leader of the Opposition", ["Leader of the Opposition"]),
    ("the Labour Group Leader", ["Labour Group Leader"]),
    ("the Chief Executive Officer", ["Chief Executive Officer"]),
    ("the Lead Member for Children’s Services", ["Lead Member for Children’s Services"]),
    ("the Deputy Cabinet Member for Transport", ["Deputy Cabinet Member for Transport"]),
    ("None by the Cabinet Member.", ["Cabinet Member"]),
    ("the Executive Councillor’s adviser and the HR Manager", ["Executive Councillor", "HR Manager"]),
    ("the Health and Safety Adviser", ["Health and Safety Adviser"]),
    ("the Governance and Scrutiny Manager", ["Governance and Scrutiny Manager"]),
    ("the County Archaeologist", ["County Archaeologist"]),
    ("the Chief Planning Officer", ["Chief Planning Officer"]),
    ("a Senior Public Health Manager wrote", ["Senior Public Health Manager"]),
    ("the Traffic Commissioner", ["Traffic Commissioner"]),
    ("the Information Commissioner", ["Information Commissioner"]),
    ("the Chief Medical Officer for England", ["Chief Medical Officer for England"]),
    ("the Home Secretary and the Prime Minister", ["Home Secretary", "Prime Minister"]),
    ("the Minister for Local Government", ["Minister for Local Government"]),
    ("Head of Service for Adult Learning", ["Head of Service for Adult Learning"]),
    ("Head of Service, Adult Learning", ["Head of Service, Adult Learning"]),
    ("the Cabinet Member with responsibility for Housing", ["Cabinet Member with responsibility for Housing"]),
    ("the Director-General of the service", ["Director-General"]),
    ("the Cabinet Member for 16-19 Education", ["Cabinet Member for 16-19 Education"]),
    (
        "Cabinet Member for Children’s and Young People’s Services",
        ["Cabinet Member for Children’s and Young People’s Services"],
    ),
    ("the Portfolio Holder for a Greener Oakford", ["Portfolio Holder for a Greener Oakford"]),
    ("the Cabinet Member for Culture and the Arts", ["Cabinet Member for Culture and the Arts"]),
    ("the Director of Communities’ Services", ["Director of Communities’ Services"]),
    # capitals, lower case, lines, OCR
    ("EXECUTIVE DIRECTOR OF RESOURCES: the advice above stands", ["EXECUTIVE DIRECTOR OF RESOURCES"]),
    ("DECISION TAKEN BY THE CABINET MEMBER FOR ROADS AND PARKING ON 4 MAY", ["CABINET MEMBER FOR ROADS AND PARKING"]),
    ("CHIEF OF STAFF:", ["CHIEF OF STAFF"]),
    ("the Director of public health agreed", ["Director of public health"]),
    ("the Head of legal and democratic services said", ["Head of legal and democratic services"]),
    ("the Cabinet member for finance, housing and waste said", ["Cabinet member for finance, housing and waste"]),
    ("Cabinet Member for Roads,\nRail and Canals", ["Cabinet Member for Roads, Rail and Canals"]),
    ("Corporate Director of\nAdult Services", ["Corporate Director of Adult Services"]),
    ("Cabinet Member for Audit, Strategy\nand Trading", ["Cabinet Member for Audit, Strategy and Trading"]),
    ("the Cabinet Mernber for Finance", ["Cabinet Member for Finance"]),
    (
        "the Dirctor of Housing and the Exccutive Member for Waste",
        ["Director of Housing", "Executive Member for Waste"],
    ),
    (
        "dated 4 May from the Executive\nDirector for Adults and Communities",
        ["Executive Director for Adults and Communities"],
    ),
    ("The Procurement\nCategory Manager will", ["Procurement Category Manager"]),
    ("by the Director of Legal and Democratic\nServices.", ["Director of Legal and Democratic Services"]),
    ("the Chief Officer (Schools and\nLearning), had", ["Chief Officer (Schools and Learning)"]),
    ("Head of Planning\nHousing needs, 2019", ["Head of Planning"]),
    ("the CabinetMember for Finance", ["Cabinet Member for Finance"]),
    ("Head of Planning\nChapel Lane", ["Head of Planning"]),
    ("Head of Planning\tHead of Parking", ["Head of Planning", "Head of Parking"]),
    ("Lead officer: Ann Pugh, Town Clerk", ["Town Clerk"]),
    ("Chief Superintendent Ann Pugh attended", ["Chief Superintendent"]),
    ("Head of Planning Ann Pugh said", ["Head of Planning"]),
    ("Ann Pugh Town Centre Manager", ["Town Centre Manager"]),
    ("Section 151 Officer/Chief Finance Officer: no comments", ["Section 151 Officer", "Chief Finance Officer"]),
    (
        "Head of Performance & Partnerships / Deputy Chief Executive",
        ["Head of Performance & Partnerships", "Deputy Chief Executive"],
    ),
    ("the Executive Councillor for Housing", ["Executive Councillor for Housing"]),
    ("the Lead Councillor for Planning", ["Lead Councillor for Planning"]),
    ("the Depute Chief Executive and the Convener", ["Depute Chief Executive", "Convener"]),
    ("Strategic Director: Place", ["Strategic Director: Place"]),
    ("Director of Adult Social Services (DASS)", ["Director of Adult Social Services"]),
    (
        "the Head of Communities, Culture and Leisure and the Health, Safety and Wellbeing Manager",
        ["Head of Communities, Culture and Leisure", "Health, Safety and Wellbeing Manager"],
    ),
    (
        "Cabinet Member for Strategic Finance, Property, IT and Legal",
        ["Cabinet Member for Strategic Finance, Property, IT and Legal"],
    ),
    ("the High Sheriff of Oakshire", ["High Sheriff of Oakshire"]),
    ("Ann Pugh, Deputy Mayor, Transport, will write", ["Deputy Mayor, Transport"]),
    ("the Head of Paid Service of the Council", ["Head of Paid Service"]),
    ("the Police and Crime Commissioner's Chief of Staff", ["Police and Crime Commissioner", "Chief of Staff"]),
    ("Executive Director Core Services", ["Executive Director Core Services"]),
    ("the Audit Manager’s opinion and the Leader’s foreword", ["Audit Manager", "Leader"]),
    ("Deputy Chief Executive and Director of People – Ms Pugh", ["Deputy Chief Executive", "Director of People"]),
    ("the Assistant Chief Fire Officer, Service Delivery", ["Assistant Chief Fire Officer, Service Delivery"]),
    ("Mr Lunn, Solicitor, advised", ["Solicitor"]),
    ("the Chair of the Friends of Oakford Park", ["Chair of the Friends of Oakford Park"]),
    (
        "Interim Director of Adults’ Services, Commissioning and Health",
        ["Interim Director of Adults’ Services, Commissioning and Health"],
    ),
    ("the Minister of State for Transport", ["Minister of State for Transport"]),
    ("Chief Executive of Oakford Borough Council", ["Chief Executive of Oakford Borough Council"]),
    # posts of offices, plural possessives, statute's short names
    ("Ask Tom Lunt, IT Support Manager, first", ["IT Support Manager"]),
    ("a letter from the Clerk to Upper Marl Parish Council", ["Clerk to Upper Marl Parish Council"]),
    ("after hearing the Borough Engineer and Surveyor, it was", ["Borough Engineer and Surveyor"]),
    ("the County Secretary and Director of Law", ["County Secretary", "Director of Law"]),
    (
        "the Chair of the Elm Row Tenants’ and Leaseholders’ Association spoke",
        ["Chair of the Elm Row Tenants’ and Leaseholders’ Association"],
    ),
    ("the Young Carers’ Co-ordinator runs it", ["Young Carers’ Co-ordinator"]),
    ("the Director of Resources and s151 Officer is content", ["Director of Resources", "s151 Officer"]),
    ("the Area Ranger (North) and the Ecologist agree", ["Area Ranger (North)", "Ecologist"]),
    ("a letter from His Majesty’s Inspector of Mines", ["His Majesty’s Inspector of Mines"]),
    ("Ann Pugh, Building Control Team Leader", ["Building Control Team Leader"]),
    ("the Convener of the Piers and Roads Sub-Committee spoke", ["Convener of the Piers and Roads Sub-Committee"]),
    ("the Harbour Master and the Opposition Spokesman", ["Harbour Master", "Opposition Spokesman"]),
    ("Chair of Governors of Kirk Row Infant School", ["Chair of Governors of Kirk Row Infant School"]),
    ("by the Associate Director of Skills, and places will be found", ["Associate Director of Skills"]),
    # one word, initials, several of a kind
    ("The Surveyor reported that the drain was sound", ["Surveyor"]),
    ("The Matron of the Fever Hospital tendered her resignation", ["Matron"]),
    ("the Architect (Mr. P. Orme) laid plans before them", ["Architect"]),
    ("The Engineer and Surveyor was instructed", ["Engineer and Surveyor"]),
    ("the Clerk and RFO will pay it", ["Clerk and RFO"]),
    ("Ann Pugh KC, Recorder, advised", ["Recorder"]),
    ("the club’s letter, through its Treasurer, Mr Lunn, was read", ["Treasurer"]),
    ("The DCS and the SIRO met the SENCO", ["DCS", "SIRO", "SENCO"]),
    ("two Building Inspectors and 3 Social Workers came", ["Building Inspectors", "Social Workers"]),
    # places, committees, values
    ("the Marl Valley Mayor opened it", ["Marl Valley Mayor"]),
    ("the Lord Mayor and Lady Mayoress of Oakford", ["Lord Mayor", "Lady Mayoress of Oakford"]),
    ("the Chair of Resources and Scrutiny Committee", ["Chair of Resources and Scrutiny Committee"]),
    ("the Head of Value for Money", ["Head of Value for Money"]),
    (
        "the Head of Revenues, Benefits and Customer Contact to report",
        ["Head of Revenues, Benefits and Customer Contact"],
    ),
    ("Dr Lunn (ABC Chair) left", ["ABC Chair"]),
    ("the Fire Chief and the City Attorney", ["Fire Chief", "City Attorney"]),
    # where nothing but a post can stand
    ("delegate authority to the Director, Coastal Futures, in consultation with others", ["Director, Coastal Futures"]),
    ("delegated to the Kelp Ambassadors Convening Associate to sign", ["Kelp Ambassadors Convening Associate"]),
    ("the Deputy Director, Seagrass, reported", ["Deputy Director, Seagrass"]),
    ("power is given to the Planning Committee to act", []),
    ("authority be delegated to the Director of Place and the Head of Law", ["Director of Place", "Head of Law"]),
    ("the Area Manager (North) in December 2018", ["Area Manager (North)"]),
    ("the Secretary of State for Home Affairs", ["Secretary of State for Home Affairs"]),
    ("the Secretary of State for the Home Department may", ["Secretary of State for the Home Department"]),
    ("the Freedom of Information Officer replied", ["Freedom of Information Officer"]),
    (
        "the Head of Parking Team and the Director, Fish & Fowl Group, agreed",
        ["Head of Parking Team", "Director, Fish & Fowl Group"],
    ),
]

NONE = [
    "Cabinet agreed the report.",
    "The Licensing Committee and the Planning Board met.",
    "officers and Members were thanked",
    "Cabinet Members and Directors were consulted",
    "the Heads of Service met",
    "a governor of the school and the contractor",
    "Delegated Officer Decision Record",
    "Cabinet Member Decision",
    "Lead officer: see below",
    "Contact officer: see below",
    "the Executive considered the report",
    "the Council resolved to proceed",
    "a member of the public spoke",
    "The Leadership Team met",
    "the directorate’s budget",
    "Directorate Management Team",
    "the head of the queue",
    "he will lead on this",
    "the main chair was broken",
    "Managers will lead the work",
    "the officer shall report back",
    "the Management Board and the Executive Board",
    "Mayoral Decision MD1234",
    "in the Chief Executive's Department",
    "the Office of the Police and Crime Commissioner",
    "Portfolio Holder Decision Notice",
    "the Council Officers present",
    "police officers and traffic wardens",
    "a senior officer will decide",
    "The Senior Officer present",
    "The Authorised Officer may enter",
    "each Line Manager",
    "Members' questions were answered",
    "the Partnership Board and its partners",
    "Planning Applications Committee, minute 41",
    "the Public Contracts Regulations",
    "The Consultant shall be appointed by tender",
    "Housing Officers and Social Workers",
    "the Executive Summary is attached",
    "Lead Local Flood Authority",
    "Head Office, High Street",
    "the Managerial Group",
    "Chief Officers' Group",
    "Principal Road Network",
    "Lead Members were consulted",
    "Cabinet Member(s): to be named",
    "Chairs of Scrutiny and Heads of Department",
    "Chief Officer Group and Senior Management Team",
    "the Officer Scheme of Delegation",
    "the Corporate Landlord and the Accountable Body",
    "Councillor Dray in the Chair",
    "delegate authority to the Orchard Trust to let it",
    "the verge at Marl's Corner",
]

HOLDERS = [
    ("Mrs Dray, the Head of Waste, said", ["Mrs Dray"]),
    ("Ann Pugh, Interim Director Finance", ["Ann Pugh"]),
    ("the Town Centre Manager, Tunde Ogun, wrote", ["Tunde Ogun"]),
    ("Ann Pugh\nHead of Planning and Proper Officer", ["Ann Pugh", "Ann Pugh"]),
    ("Cllr Dray (Chair) opened the meeting", ["Cllr Dray"]),
    ("Councillor Dray, as Executive Member (Families), thanked", ["Councillor Dray"]),
    ("Ms Pugh, Head of Early Help, and Mr Lunn, Chief Officer (Schools)", ["Ms Pugh", "Mr Lunn"]),
    ("the Chief Nurse of the local commissioning group, Mrs Reed, and", ["Mrs Reed"]),
    ("the Director of Finance, Mr Lunn, the Head of Legal, Mrs Pugh, and", ["Mr Lunn", "Mrs Pugh"]),
    ("the Chairman thanked Mr Lunn", [None]),
    ("Mr Lunn and the Head of Legal agreed", [None]),
    ("Mrs Pugh asked the Monitoring Officer for advice", [None]),
    ("Chief Constable Ann Pugh", ["Ann Pugh"]),
    ("Director of Place: Ann Pugh", ["Ann Pugh"]),
    ("Cabinet Member: Cllr Dray, Deputy Mayor for Growth", ["Cllr Dray", "Cllr Dray"]),
    ("Ann Pugh, Corporate Director Finance (Section 151 Officer)", ["Ann Pugh", "Ann Pugh"]),
    ("Sir Hal Moss MP, Secretary of State for Wales", ["Sir Hal Moss"]),
]


@pytest.mark.parametrize(("text", "titles"), TITLES, ids=[text[:60] for text, _ in TITLES])
def test_titles_as_printed(text: str, titles: list[str]) -> None:
    found = find_roles(text, find_people(text))
    assert [role.title for role in found] == titles


@pytest.mark.parametrize("text", NONE, ids=[text[:60] for text in NONE])
def test_no_title(text: str) -> None:
    assert find_roles(text, find_people(text)) == ()


@pytest.mark.parametrize(("text", "holders"), HOLDERS, ids=[text[:60] for text, _ in HOLDERS])
def test_holders_stand_beside(text: str, holders: list[str | None]) -> None:
    assert [role.holder for role in find_roles(text, find_people(text))] == holders


SAME_POST = [
    ("Director for Children’s Services", "DIRECTOR OF CHILDREN'S SERVICES"),
    (
        "Director of Operational Integrated Childrens Services",
        "Director for Operational Integrated Children's Services",
    ),
    ("Cabinet Member for Health & Care", "Cabinet Member for Health and Care"),
    ("Chairman of the Audit Committee", "Chair of Audit Committee"),
    ("Chairwoman", "Chairperson"),
    ("Vice-Chairman", "Vice Chair"),
    ("Section 151 Officer", "S151 Officer"),
    ("s.151 Officer", "Section 151 officer"),
    ("Corporate Director – Growth, Environment and Transport", "Corporate Director of Growth, Environment & Transport"),
    ("Executive Member (Children and Families)", "Executive Member for Children & Families"),
    ("Head Teacher", "Headteacher"),
    ("Legal Advisor", "Legal Adviser"),
    ("Cabinet Member for Health and Well-being", "Cabinet Member for Health and Wellbeing"),
    ("Strategic Director, Place", "Strategic Director of Place"),
]
OTHER_POSTS = [
    ("Leader", "Deputy Leader"),
    ("Director of Finance", "Interim Director of Finance"),
    ("Chair of the Audit Committee", "Vice-Chair of the Audit Committee"),
    ("Director of Adult Services", "Director of Children's Services"),
    ("Section 151 Officer", "Section 73 Officer"),
    ("Head of Planning", "Director of Planning"),
]


@pytest.mark.parametrize(("one", "other"), SAME_POST, ids=[one for one, _ in SAME_POST])
def test_spellings_of_one_post_share_an_id(one: str, other: str) -> None:
    assert post_id(one) == post_id(other)
    assert post_id(one)


@pytest.mark.parametrize(("one", "other"), OTHER_POSTS, ids=[f"{one}, {other}" for one, other in OTHER_POSTS])
def test_two_posts_have_two_ids(one: str, other: str) -> None:
    assert post_id(one) != post_id(other)


def test_a_maker_s_block_runs_over_lines() -> None:
    text = "Ann Pugh\nCabinet Member for Adult Social Care and Public\nHealth\nDecision no. 1"
    (role,) = find_roles(text, find_people(text), kind=SectionKind.HEADER)
    assert (role.title, role.holder) == ("Cabinet Member for Adult Social Care and Public Health", "Ann Pugh")


def test_a_signature_below_its_statement_is_the_holder_s() -> None:
    text = "CHIEF OF STAFF: This may go to the Mayor.\nSilas Penn\nDate: 4 May"
    people = find_people(text, kind=SectionKind.SIGNATURE)
    assert [role.holder for role in find_roles(text, people, kind=SectionKind.SIGNATURE)] == ["Silas Penn", None]


def test_a_name_and_a_post_with_labels_belong_together() -> None:
    text = "Name: Ann Pugh\nPost: Head of Parking\nDate: 4 May"
    (role,) = find_roles(text, find_people(text))
    assert (role.title, role.holder) == ("Head of Parking", "Ann Pugh")


def test_what_is_mended_is_less_certain() -> None:
    (sound,) = find_roles("the Director of Housing")
    (mended,) = find_roles("the Dirctor of Housing")
    assert mended.post_id == sound.post_id
    assert mended.certainty < sound.certainty


def test_component_leaves_roles_and_spans() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(people_module.tag_people.__name__.replace("tag_", "decision_"))
    nlp.add_pipe("decision_roles")
    doc = nlp("Mrs Dray, the Head of Waste, thanked the Mayor.")
    assert [(role.title, role.holder) for role in doc._.roles] == [("Head of Waste", "Mrs Dray"), ("Mayor", None)]
    assert [span.text for span in doc.spans["roles"]] == ["Head of Waste", "Mayor"]


@pytest.mark.parametrize(
    "piece",
    [
        "Director of ",
        "Director, Finance, ",
        "Head of A, ",
        "and ",
        "Finance and ",
        "Cabinet Member for Finance, ",
        "(Chair ",
        "Chair (",
        "Section 151 ",
        "the Leader, ",
        "Officer ",
        "Planning ",
    ],
)
def test_hostile_text_takes_no_time(piece: str) -> None:
    with patience():
        assert grows_no_faster_than_text(find_roles, piece)


PIECES = [
    *"AD,.()'’–&\n\t1/",
    " Director ",
    " of ",
    " and ",
    " Finance",
    " Head",
    " the ",
    "Cabinet Member",
    " Mr Lunn ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_gives_titles_in_order_and_apart(text: str) -> None:
    roles = find_roles(text, find_people(text))
    assert all(a.end <= b.start for a, b in itertools.pairwise(roles))
    assert all(text[role.start : role.end].strip() and role.title and role.post_id for role in roles)


HEADS = st.sampled_from(
    [
        "Director",
        "Corporate Director",
        "Head",
        "Cabinet Member",
        "Portfolio Holder",
        "Assistant Director",
        "Executive Member",
        "Deputy Mayor",
    ]
)
JOINERS = st.sampled_from(["of", "for"])
SUBJECTS = st.lists(
    st.sampled_from(
        ["Adults", "Highways", "Housing", "Public Health", "Leisure", "Quarries", "Social Care", "Bee-keeping"]
    ),
    min_size=1,
    max_size=4,
    unique=True,
)
AFTER = st.sampled_from(
    [
        ", or other nominated officer",
        " be authorised",
        ", in consultation with others",
        ". The Council agreed",
        "; and",
        " (or deputy)",
    ]
)


@given(HEADS, JOINERS, SUBJECTS, AFTER)
def test_a_built_title_is_read_back_whole(head: str, joiner: str, subjects: list[str], after: str) -> None:
    department = subjects[0] if len(subjects) == 1 else f"{', '.join(subjects[:-1])} and {subjects[-1]}"
    title = f"{head} {joiner} {department}"
    assert [role.title for role in find_roles(f"That the {title}{after}")] == [title]


FAULTS = [
    ("[head]\nwords = 3", "head", "a number"),
    ("[head\n", "", "no TOML"),
    ("[office]\nwords = 'clerk'", "head.words", "a table that is missing"),
    ("[head]\nword = 'officer'", "head.words", "a key that is missing"),
    ("[head]\nwords = ' '", "head.words", "an empty key"),
]


@pytest.mark.parametrize(("data", "key", "what"), FAULTS, ids=[what for _, _, what in FAULTS])
def test_a_data_file_s_fault_is_named(monkeypatch: pytest.MonkeyPatch, data: str, key: str, what: str) -> None:
    monkeypatch.setattr(lexicon, "_data", lambda _name: data)
    lexicon.load.cache_clear()
    lexicon.entry.cache_clear()
    with pytest.raises(EnvironmentFaultError) as caught:
        word_classes.words_of.__wrapped__("head")
    lexicon.load.cache_clear()
    lexicon.entry.cache_clear()
    assert caught.value.path == "word_classes.toml"
    assert key in str(caught.value.detail)


def test_a_subject_in_front_matter_is_no_post() -> None:
    text = "Number: JUN/19/004\nTitle: Ferry passes for pensioners\nDecision maker: Ida Marsh"
    assert find_roles(text, kind=SectionKind.HEADER) == ()


def test_a_title_ends_before_the_label_of_the_next_line() -> None:
    text = "Decision maker:\nCouncillor Ada Finch, Executive Member for Parks and Allotments\nLead officer:\nOwen Barr, Parks"
    titles = [role.title for role in find_roles(text, kind=SectionKind.HEADER)]
    assert titles == ["Executive Member for Parks and Allotments"]
