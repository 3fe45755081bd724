"""Names in sentences and blocks of our own making. New rows go at the end of the table they belong to.

Rows of ``NAMED`` give every person of the text, in order; a text without one is in ``NOBODY``.
"""

import itertools

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from decision_models import SectionKind
from extractor.document import Person
from extractor.tagging.people import find_people, known_names, link_people
from tests.work import calls, grows_no_faster_than_text, patience

NAMED = [
    # courtesy titles
    ("Councillor Mrs Edna Gathercole asked why", ["Councillor Mrs Edna Gathercole"]),
    ("Cllr Dennis Oakes was consulted", ["Cllr Dennis Oakes"]),
    ("Dr Farida Lodge replied", ["Dr Farida Lodge"]),
    ("Sir Hal Moss MP wrote", ["Sir Hal Moss"]),
    ("Professor Ravi Menon chaired it", ["Professor Ravi Menon"]),
    ("Ms A. Trevanion signed", ["Ms A. Trevanion"]),
    ("Mr Holt-Byers asked", ["Mr Holt-Byers"]),
    ("Mrs Dlamini-Rowe seconded it", ["Mrs Dlamini-Rowe"]),
    ("Mr O'Brien, Mrs McAllister and Miss ní Dhomhnaill", ["Mr O'Brien", "Mrs McAllister", "Miss ní Dhomhnaill"]),
    (
        "Mr P B Carver (Chairman), Mrs A D Ellender and Mr M J Angus",
        ["Mr P B Carver", "Mrs A D Ellender", "Mr M J Angus"],
    ),
    ("Mr. Lunn and Mrs. Dray agreed", ["Mr. Lunn", "Mrs. Dray"]),
    ("MrLunn spoke and Clir Dray replied", ["Mr Lunn", "Cllr Dray"]),
    ("Ms Pugh’s letter of 3 May", ["Ms Pugh"]),
    ("Mr van der Berg and Ms de Souza left", ["Mr van der Berg", "Ms de Souza"]),
    ("Cllr Siân Gwyther-Ellis", ["Cllr Siân Gwyther-Ellis"]),
    ("Baroness Amos of Bridport spoke", ["Baroness Amos of Bridport"]),
    ("The Revd Joan Tapper offered prayers", ["Revd Joan Tapper"]),
    ("County Councillor Ifan Rowlands said", ["County Councillor Ifan Rowlands"]),
    ("CLLR DRAY SAID THAT", ["CLLR DRAY"]),
    ("MR PAUL LUNN", ["MR PAUL LUNN"]),
    ("Mr Law and Mrs Parks asked Mr Waters", ["Mr Law", "Mrs Parks", "Mr Waters"]),
    ("Councillor Mary Parks thanked him", ["Councillor Mary Parks"]),
    ("Cllr Grant asked", ["Cllr Grant"]),
    ("Mrs Dance Head of Planning", ["Mrs Dance"]),
    ("Mr Lunn. The Committee agreed.", ["Mr Lunn"]),
    ("Cllr Dr Anand Rao, Cllr Sir Hal Moss", ["Cllr Dr Anand Rao", "Cllr Sir Hal Moss"]),
    ("Miss Pugh\nMr Lunn\nMs Dray", ["Miss Pugh", "Mr Lunn", "Ms Dray"]),
    ("Mr J.R. Lunn moved", ["Mr J.R. Lunn"]),
    ("Mr Lunn OBE spoke", ["Mr Lunn"]),
    ("Mr Justice Lunn ruled", ["Mr Justice Lunn"]),
    ("Mr Abdul-Rahman al-Hassan", ["Mr Abdul-Rahman al-Hassan"]),
    ("Lord Ambrose and Lady Cecily Frith", ["Lord Ambrose", "Lady Cecily Frith"]),
    ("Mr Wai-Keung Ho and Mrs Nguyen Thi Lan", ["Mr Wai-Keung Ho", "Mrs Nguyen Thi Lan"]),
    ("Dr Oluwaseun Adeyemi-Cole reported", ["Dr Oluwaseun Adeyemi-Cole"]),
    ("Councillor\tMr Lunn", ["Mr Lunn"]),
    ("Cllr. B. Dray moved", ["Cllr. B. Dray"]),
    # lists after a shared title
    (
        "Councillors N Avery, D Oke-Lunn, F Marsh, H B Rake and C Toft attended",
        ["N Avery", "D Oke-Lunn", "F Marsh", "H B Rake", "C Toft"],
    ),
    ("Councillors Dray and Lunn voted against", ["Dray", "Lunn"]),
    ("Cllrs Dray, Lunn & Pugh", ["Dray", "Lunn", "Pugh"]),
    ("Councillors A Dray (Chair), B Lunn (Vice-Chair) and C Pugh", ["A Dray", "B Lunn", "C Pugh"]),
    ("Councillors Mrs J Dray, A Lunn and Dr C Pugh", ["Mrs J Dray", "A Lunn", "Dr C Pugh"]),
    ("Messrs Dray and Lunn", ["Dray", "Lunn"]),
    ("Councillors: Anne Dray, Bill Lunn", ["Anne Dray", "Bill Lunn"]),
    ("Apologies from Councillors Dray and Lunn.\nThe Chairman spoke", ["Dray", "Lunn"]),
    ("Present: Councillors A Dray\nB Lunn\nC Pugh", ["A Dray", "B Lunn", "C Pugh"]),
    ("Counillors A Dray and B Lunn", ["A Dray", "B Lunn"]),
    # beside a title of office
    ("Ann Pugh, Interim Corporate Director Finance", ["Ann Pugh"]),
    ("Huw Pascoe, Chief Finance Officer, advised", ["Huw Pascoe"]),
    ("the Town Centre Manager, Tunde Ogun-Hart, said", ["Tunde Ogun-Hart"]),
    ("Magnus Tansley\nHead of Democratic Services", ["Magnus Tansley"]),
    ("Bridget Winslow\nMayor of Oakford", ["Bridget Winslow"]),
    ("the Head of Planning, Xanthippe Quorn, agreed", ["Xanthippe Quorn"]),
    ("Zbyszek Kowal, Head of Parking", ["Zbyszek Kowal"]),
    ("Ugwu Nkem-Obasi (Head of Parking)", ["Ugwu Nkem-Obasi"]),
    ("Chief Constable Ann Pugh attended", ["Ann Pugh"]),
    ("Ann Pugh – Head of Parking", ["Ann Pugh"]),
    ("Ann Pugh Head of Parking", ["Ann Pugh"]),
    ("by Ann Pugh as Proper Officer", ["Ann Pugh"]),
    ("J. P. Lunn, County Solicitor", ["J. P. Lunn"]),
    ("Head of Parking: Ann Pugh", ["Ann Pugh"]),
    ("Head of Parking\tAnn Pugh\t4 May", ["Ann Pugh"]),
    ("comments by Alec Marden, Group Accountant – Public Health, for the S151 Officer", ["Alec Marden"]),
    ("AMARA DIALLO\nCHIEF EXECUTIVE", ["AMARA DIALLO"]),
    ("Chief Executive: Siobhán Ní Riain", ["Siobhán Ní Riain"]),
    # behind labels
    ("Lead officer: Gregor Moss", ["Gregor Moss"]),
    ("Drafting officer: Maeve Tolley drafted this", ["Maeve Tolley"]),
    ("Contact: Bryn Tudor, 01234 567890", ["Bryn Tudor"]),
    ("Name: Olufemi Ade", ["Olufemi Ade"]),
    ("Completed by Paul Lunn on 4 May", ["Paul Lunn"]),
    ("moved by Mr Lunn and seconded by Anne Dray", ["Mr Lunn", "Anne Dray"]),
    ("Report author\tQuill Harbottle\n", ["Quill Harbottle"]),
    ("Cleared by: Ruth Etheridge (Legal)", ["Ruth Etheridge"]),
    ("Checked by P Lunn", ["P Lunn"]),
    # alone, and in running text
    ("Ottilie Crane\n\nSignature\tDate: 7 June 2022", ["Ottilie Crane"]),
    ("a letter from Gwendolyn Ashcroft about the bus", ["Gwendolyn Ashcroft"]),
    ("Priya Raman asked about parking", ["Priya Raman"]),
    ("Grace Oduya asked about parking", ["Grace Oduya"]),
    ("Rose Tyndall said that", ["Rose Tyndall"]),
    ("the views of Tomasz Zielinski were noted", ["Tomasz Zielinski"]),
    ("Mr Paul Lunn and Paul Lunn", ["Mr Paul Lunn", "Paul Lunn"]),
    ("Mr Quarmby spoke. Later Florence Quarmby left.", ["Mr Quarmby", "Florence Quarmby"]),
    ("The Inspector, Andrew Dawes BSc (Hons) MRTPI, agreed", ["Andrew Dawes"]),
    ("Sergeant Mark Hull confirmed it", ["Sergeant Mark Hull"]),
    ("officers: D Hale, E Stokes", ["D Hale", "E Stokes"]),
    ("Cllrs Bob Prior, Jean Forks (Chair), Gill Sands", ["Bob Prior", "Jean Forks", "Gill Sands"]),
    ("Town Mayor Cllr Sue Elms; Town Clerk Mrs K Bell", ["Cllr Sue Elms", "Mrs K Bell"]),
    ("Mrs Jean Ashton of Field Lane and Bob Dawes spoke", ["Mrs Jean Ashton", "Bob Dawes"]),
    ("Mr May asked Mrs Page and Theresa May", ["Mr May", "Mrs Page", "Theresa May"]),
    ("Contact: Ann Pugh May 2019", ["Ann Pugh"]),
    ("Signed by Councillor: J Bloggs Designation: Leader", ["J Bloggs"]),
    ("Barnaby Rudge-Smith QC advised", ["Barnaby Rudge-Smith"]),
    ("Name of GSO: Jeremy Willets", ["Jeremy Willets"]),
    ("Metro Mayor Steve Rother", ["Steve Rother"]),
    ("Deputy Mayor Kate Green agreed", ["Kate Green"]),
    ("I, Michael Donne, Head of Paid Service", ["Michael Donne"]),
    ("Councillor Ll. ap Gwynedd declared", ["Councillor Ll. ap Gwynedd"]),
    ("Councillor Mrs E\nNettle, had written", ["Councillor Mrs E Nettle"]),
    ("Ms Yvonne\nDrabbel, an organiser", ["Ms Yvonne Drabbel"]),
    ("Ms Yvonne\nReasons for the decision", ["Ms Yvonne"]),
    ("Mr and Mrs Bolter objected", ["Mrs Bolter"]),
    ("Sean Ó Flynn, Deputy Chief Officer", ["Sean Ó Flynn"]),
    ("David Whitlow – Director of Strategy", ["David Whitlow"]),
    ("Later Florence met Mr Lunn", ["Mr Lunn"]),
    ("Nnamdi Ezeh, Solicitor, advised", ["Nnamdi Ezeh"]),
    # ranks, and labels that follow a name
    ("Major Ann Tarr (Head of Estates) and Bishop Paul Kerr", ["Major Ann Tarr", "Bishop Paul Kerr"]),
    ("I approve.\nTerence Ashlow Date: 4 November 2013", ["Terence Ashlow"]),
    ("the Director and s151 Officer, Zuri Vantage, is content", ["Zuri Vantage"]),
    # letters after a name, and a surname in capitals
    ("Mrs Peg Lanyon PSLCC, Town Clerk", ["Mrs Peg Lanyon"]),
    ("Peggy Lanyon FRTPI\nHead of Planning", ["Peggy Lanyon"]),
    ("Mr John Paul SMITH replied", ["Mr John Paul SMITH"]),
    ("Mrs Rosemary Tilbury BSc, Head of Estates", ["Mrs Rosemary Tilbury"]),
    ("Mr H. St John Crewe asked", ["Mr H. St John Crewe"]),
    ("Mr D. St J. Farrant said", ["Mr D. St J. Farrant"]),
    ("Mr St John said so", ["Mr St John"]),
    # particles and saints in lists and after initials, letters with full stops, months as names
    ("Councillors Adair, Bright-Moss and van den Berg", ["Adair", "Bright-Moss", "van den Berg"]),
    ("Cllr. T.P. St. Clair-Dunn left", ["Cllr. T.P. St. Clair-Dunn"]),
    ("Signed: H. M. St. John Crane, Town Clerk", ["H. M. St. John Crane"]),
    ("Alderman Mrs. F. Orme J.P. spoke", ["Alderman Mrs. F. Orme"]),
    ("Col. P. T. Marsh, D.S.O., Chief Constable", ["Col. P. T. Marsh"]),
    ("Cllr June Thackray and Cllr May Orton", ["Cllr June Thackray", "Cllr May Orton"]),
    ("Miss I. Farr and Mr I Dunn", ["Miss I. Farr", "Mr I Dunn"]),
    # peers, firms and boards
    ("Lord Harle of Marlby and Lady Orme wrote", ["Lord Harle of Marlby", "Lady Orme"]),
    ("Present: Messrs Adair, Bell and Crane", ["Adair", "Bell", "Crane"]),
    ("AYES: Thorne, Ito, Vela-Marsh. NOES: Crane.", ["Thorne", "Ito", "Vela-Marsh", "Crane"]),
    ("Member Ito moved, Trustee A. B. Crane seconded", ["Member Ito", "Trustee A. B. Crane"]),
    ("Moved Cr L Harle, seconded Cr Thackray", ["Cr L Harle", "Cr Thackray"]),
    # names alone
    ("Signed T. Garrow for the Council", ["T. Garrow"]),
    ("letters from K. J. C. Dunn and by A. Orme were read", ["K. J. C. Dunn", "A. Orme"]),
    ("E. F. Harle KC advised", ["E. F. Harle"]),
    ("Honor Thackray MRICS (ext. 40)", ["Honor Thackray"]),
    ("Wm. Crane, Chas. Orme and Jas. Dunn petitioned", ["Wm. Crane", "Chas. Orme", "Jas. Dunn"]),
    ("H. T. GARROW,\nMayor.", ["H. T. GARROW"]),
    ("Mr. J0hn Thackray was paid", ["Mr. J0hn Thackray"]),
    ("Head of Estates\n(Zuleika Harle)", ["Zuleika Harle"]),
    # surname first, as mail prints names
    ("From:\nThackray, Honor (Cllr)\nSent:\n4 May 2016 09:12", ["Honor Thackray"]),
    ("To: Dunn, Peter; Garrow, Mary (Mrs)\nCc: Estates Team", ["Peter Dunn", "Mary Garrow"]),
    ("From: Vela-Marsh, Cllr Rose <rose.vela@example.org>", ["Cllr Rose Vela-Marsh"]),
    ("-----Original Message----- From: Crane, Jasper\nSent: 3 May", ["Jasper Crane"]),
    ("from van der Berg, Anneke (Councillor) to the clerk", ["Anneke van der Berg"]),
    ("CRANE, Jasper (Dr)", ["Jasper CRANE"]),
    ("From: Ezeh, Nnamdi\nTo:\nKowal, Zbyszek", ["Nnamdi Ezeh", "Zbyszek Kowal"]),
]

NOBODY = [
    "Larkfield Buses said that fares would rise",
    "A study by Hollin Research in May",
    "Second Chance CIO asked for more",
    "Victoria Road and Albert Street",
    "St Olave's School and St John the Baptist",
    "12 Hawthorn Dr, Oakford",
    "Councillor Call for Action",
    "Councillor Development Programme",
    "Councillor Conduct Complaints",
    "Dear Sir or Madam",
    "Mr Chairman, I beg to move",
    "the Lord Mayor and the Lady Mayoress",
    "Sir Hal Moss School was closed",
    "Dr Barnard's House",
    "Local Government Act 1972",
    "Public Contracts Regulations 2015",
    "Martin Grange Close",
    "Chapel Green Parish Council wrote",
    "the Grace Hospital",
    "Harvey Nash Ltd",
    "the Paul Lunn Centre",
    "Ernst & Young",
    "Equality Impact Assessment",
    "Head of Planning\nChapel Green",
    "Jordan Hill and Chester Moor",
    "April May June",
    "Smith & Jones LLP",
    "Stuart House, Mary Street",
    "p.lunn@example.org",
    "Bidder B and Bidder D",
    "Milton Keynes and Kirk Ella",
    "Health and Wellbeing Board",
    "Key Decision\nFor publication",
    "Harrow on the Hill",
    "the Alexandra Palace Trust",
    "George Eliot Hospital NHS Trust",
    "Florence Nightingale Foundation",
    "Councillors from all parties attended",
    "Councillors and officers met",
    "Dr and professional advice",
    "Sir Robert Peel Community Hospital",
    "Thomas Lord Audley School",
    "Prime Minister and Home Secretary",
    "Director of Finance, Oakshire Council",
    "Lead officer: to be confirmed",
    "Contact Centre opening hours",
    "Approved by Cabinet Committee",
    "Checked by Legal Services",
    "Prepared by Mott Engineering",
    "Queen Elizabeth Olympic Park",
    "Grant Agreement and Will Making Service",
    "Rob Roy Way",
    "the Town and Country Planning Act",
    "Penny Lane, Abbey Road",
    "Lee Valley and Ray Mill Island",
    "Mark Lane Depot",
    "bids from Kier Highways, Morgan Sindall and Balfour Beatty",
    "a grant to Marie Curie and Sue Ryder",
    "residents of Dan Lane",
    "Peter Brett Associates",
    "Lewis Silkin LLP",
    "Councillor Call-In procedure",
    "Mr Speaker",
    "Amber Warning and Grace Period",
    "Royal Oak Primary School",
    "Princess Alice Hospice",
    "Ward Member views",
    "A Resident asked why",
    "A Member asked why",
    "Report of the Chief Executive",
    "Summer Hill Primary",
    "Wards affected: Chapel Green; Hatch Cross and Norley; Mill Common",
    "the Major Repairs Team of the General Fund",
    "Messrs. Harle & Dunn, Solicitors, wrote",
    "the tender of Messrs. Crane and Orme",
    "Messrs. Thackray and Son",
    "Messrs. Garrow’s yard",
    "St. Oswald's Day and Lady Day",
    "in the year of Our Lord MDCCCXCII",
    "Site: Thornbury, Grant\nWard: Oakford, Victoria",
]


@pytest.mark.parametrize(("text", "names"), NAMED, ids=[text[:60] for text, _ in NAMED])
def test_names_as_printed(text: str, names: list[str]) -> None:
    assert [person.name for person in find_people(text)] == names


@pytest.mark.parametrize("text", NOBODY, ids=[text[:60] for text in NOBODY])
def test_nobody(text: str) -> None:
    assert find_people(text) == ()


def test_known_surnames_speak_for_unknown_names() -> None:
    text = "the views of Quill Harbottle were noted"
    assert find_people(text) == ()
    assert [person.name for person in find_people(text, known=("Mr Jude Harbottle",))] == ["Quill Harbottle"]


def test_names_of_one_text_speak_for_another() -> None:
    texts = ["Mr Harbottle asked why.", "the views of Quill Harbottle were noted"]
    known = known_names(texts)
    assert known == ("Mr Harbottle",)
    assert [person.name for text in texts for person in find_people(text, known=known)] == [
        "Mr Harbottle",
        "Quill Harbottle",
    ]


def test_a_signature_block_takes_a_name_of_unknown_words() -> None:
    text = "\nQuill Harbottle\nDate: 4 May"
    assert all(person.certainty < 0.9 for person in find_people(text))
    assert [person.name for person in find_people(text, kind=SectionKind.SIGNATURE)] == ["Quill Harbottle"]


def test_a_line_of_a_signature_block_may_be_a_name_no_list_knows() -> None:
    text = "I have been consulted and am content.\nZuleta Vantage\n31.10.2013"
    assert find_people(text) == ()
    assert [person.name for person in find_people(text, kind=SectionKind.SIGNATURE)] == ["Zuleta Vantage"]


def test_offsets_give_the_name_back() -> None:
    text = "Thanks to Mrs Edna Gathercole’s letter, Cllr Oakes left."
    assert [text[person.start : person.end] for person in find_people(text)] == ["Mrs Edna Gathercole", "Cllr Oakes"]


LINKS = [
    (["Paul Lunn", "Mr Lunn"], ["Paul Lunn", "Paul Lunn"]),
    (["Mr Lunn", "Paul Lunn"], ["Paul Lunn", "Paul Lunn"]),
    (["Councillor Tobias Dray", "Councillor Dray"], ["Councillor Tobias Dray", "Councillor Tobias Dray"]),
    (["Dr Winifred Orr", "Dr Orr", "W Orr"], ["Dr Winifred Orr"] * 3),
    (["Mr Paul Lunn", "Mrs Lunn"], ["Mr Paul Lunn", "Mrs Lunn"]),
    (["Mr Paul Lunn", "Mr John Lunn", "Mr Lunn"], ["Mr Paul Lunn", "Mr John Lunn", "Mr Lunn"]),
    (["Paul Lunn", "Mary Lunn", "P Lunn"], ["Paul Lunn", "Mary Lunn", "Paul Lunn"]),
    (["Councillor L Toft", "L Toft"], ["Councillor L Toft", "Councillor L Toft"]),
    (["Mr Lunn", "Mr Dray"], ["Mr Lunn", "Mr Dray"]),
    (["Cllr Siân Rees", "Cllr Sian Rees"], ["Cllr Siân Rees", "Cllr Siân Rees"]),
    (["Mr P. B. Carver", "Paul Carver"], ["Paul Carver", "Paul Carver"]),
    (
        ["Mr Paul Lunn", "Mrs Ann Lunn", "Mr Lunn", "Mrs Lunn"],
        ["Mr Paul Lunn", "Mrs Ann Lunn", "Mr Paul Lunn", "Mrs Ann Lunn"],
    ),
    ([], []),
]


@pytest.mark.parametrize(("names", "full"), LINKS, ids=[", ".join(names)[:60] or "none" for names, _ in LINKS])
def test_short_forms_join_full_ones(names: list[str], full: list[str]) -> None:
    people = tuple(Person(0, n, n + 1, name, name) for n, name in enumerate(names))
    linked = link_people(people)
    assert [person.full_name for person in linked] == full
    assert [person.name for person in linked] == names


def test_component_leaves_people_and_spans() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("decision_people")
    doc = nlp("Mr Lunn thanked Cllr Dray.")
    assert [person.name for person in doc._.people] == ["Mr Lunn", "Cllr Dray"]
    assert [span.text for span in doc.spans["people"]] == ["Mr Lunn", "Cllr Dray"]


@pytest.mark.parametrize(
    "piece",
    [
        "Mr ",
        "Mr A ",
        "Councillors A B, ",
        "Ann Pugh, ",
        "A. ",
        "Cllr\n",
        "by Ann Pugh and ",
        "van der ",
        "Pugh’s ",
        "(Mr ",
        "Ann\n",
        "Ann Pugh, Clerk, ",
    ],
)
def test_hostile_text_takes_no_time(piece: str) -> None:
    with patience():
        assert grows_no_faster_than_text(find_people, piece)


def test_a_family_of_thousands_is_linked_in_no_time() -> None:
    people = tuple(Person(0, n, n + 1, f"Mr N{n} Lunn", f"Mr N{n} Lunn") for n in range(5_000))
    assert len(link_people(people)) == 5_000
    assert calls(link_people, people) < 2.5 * calls(link_people, people[:2_500])


@given(st.text(alphabet=st.sampled_from("MrCln dAnPugh,.()'’-–&\n\té1O"), max_size=80))
def test_any_text_gives_names_in_order_and_apart(text: str) -> None:
    people = find_people(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(people))
    assert all(0 <= person.start < person.end <= len(text) and person.name.strip() for person in people)


FIRST = st.sampled_from(["Ann", "Bartholomew", "Priya", "Oluwaseun", "Zbigniew", "Siân", "Mohammed", "Caitlin"])
LAST = st.sampled_from(
    ["Pugh", "O'Rourke", "Dlamini-Rowe", "Zielinski", "McAllister", "Ó Briain", "Gathercole", "Nguyen"]
)
TITLE = st.sampled_from(
    ["Mr", "Mrs", "Ms", "Dr", "Cllr", "Councillor", "Councillor Mrs", "Sir", "Professor", "Cllr Dr"]
)


@given(TITLE, FIRST, LAST)
def test_a_titled_name_is_read_back_whole(title: str, first: str, last: str) -> None:
    name = f"{title} {first} {last}"
    assert [person.name for person in find_people(f"It was noted that {name} had asked why.")] == [name]


@given(
    FIRST,
    LAST,
    st.sampled_from(
        ["{}, Head of Planning, agreed", "Lead officer: {}\n", "the Town Clerk, {}, wrote", "{} (Town Clerk)"]
    ),
)
def test_a_name_in_its_place_is_read_back_whole(first: str, last: str, place: str) -> None:
    name = f"{first} {last}"
    assert [person.name for person in find_people(place.format(name))] == [name]
