"""Follow-ups become the whole question that a person would have typed first. All places and facts are made up."""

import pytest

from kb.questions.conversation.follow_up import rewrite, standing_alone
from kb.questions.conversation.knowledge import Knowledge

CASES = [
    (
        "Che cosa fa la ciclofficina di Niguarda?",
        "E quanto costa?",
        "Quanto costa la ciclofficina di Niguarda?",
    ),
    (
        "Che cosa fa la ciclofficina di Niguarda?",
        "quando apre?",
        "Quando apre la ciclofficina di Niguarda?",
    ),
    (
        "Che cosa fa la ciclofficina di Niguarda?",
        "E la cucina?",
        "Che cosa fa la cucina di Niguarda?",
    ),
    (
        "Che cosa fa la ciclofficina di Niguarda?",
        "e quella di Bovisa?",
        "Che cosa fa la ciclofficina di Bovisa?",
    ),
    (
        "Che cosa fa la ciclofficina di Niguarda?",
        "Chi la gestisce?",
        "Chi gestisce la ciclofficina di Niguarda?",
    ),
    (
        "Che cosa fa la ciclofficina di Niguarda?",
        "Chi ci lavora?",
        "Chi lavora nella ciclofficina di Niguarda?",
    ),
    (
        "Che cosa fa la ciclofficina di Niguarda?",
        "Qual è il suo orario?",
        "Qual è l'orario della ciclofficina di Niguarda?",
    ),
    (
        "Che cosa fa la ciclofficina di Niguarda?",
        "E chi sono i volontari?",
        "Chi sono i volontari della ciclofficina di Niguarda?",
    ),
    (
        "Che cosa fa la ciclofficina di Niguarda?",
        "quanti soci ha?",
        "Quanti soci ha la ciclofficina di Niguarda?",
    ),
    (
        "What does the kitchen of Niguarda prepare?",
        "How much does it cost?",
        "How much does the kitchen of Niguarda cost?",
    ),
    (
        "What does the kitchen of Niguarda prepare?",
        "And the garden?",
        "What does the garden of Niguarda prepare?",
    ),
    (
        "What does the kitchen of Niguarda prepare?",
        "and in Milan?",
        "What does the kitchen of Milan prepare?",
    ),
    (
        "What does the kitchen of Niguarda prepare?",
        "Who runs it?",
        "Who runs the kitchen of Niguarda?",
    ),
    (
        "What does the kitchen of Niguarda prepare?",
        "What are its opening hours?",
        "What are the kitchen of Niguarda's opening hours?",
    ),
    (
        "What does the kitchen of Niguarda prepare?",
        "How many people work there?",
        "How many people work in the kitchen of Niguarda?",
    ),
    (
        "What does the kitchen of Niguarda prepare?",
        "and the workshop?",
        "What does the workshop of Niguarda prepare?",
    ),
    (
        "How many families found a home with the Porte Aperte project?",
        "And what did they cost?",
        "What did the families that found a home with the Porte Aperte project cost?",
    ),
    (
        "How many families found a home with the Porte Aperte project?",
        "Who led it?",
        "Who led the Porte Aperte project?",
    ),
    (
        "How many families found a home with the Porte Aperte project?",
        "When did it start?",
        "When did the Porte Aperte project start?",
    ),
    (
        "How many families found a home with the Porte Aperte project?",
        "And in 2021?",
        "How many families found a home with the Porte Aperte project in 2021?",
    ),
    (
        "How many families found a home with the Porte Aperte project?",
        "And when?",
        "When was it that the families found a home with the Porte Aperte project?",
    ),
    (
        "How many families found a home with the Porte Aperte project?",
        "and how many single women?",
        "How many single women found a home with the Porte Aperte project?",
    ),
    (
        "How many families found a home with the Porte Aperte project?",
        "Who paid?",
        "Who paid for the families that found a home with the Porte Aperte project?",
    ),
    (
        "How many families found a home with the Porte Aperte project?",
        "Where do they live?",
        "Where do the families that found a home with the Porte Aperte project live?",
    ),
    (
        "Quante famiglie hanno trovato casa con il progetto Porte Aperte?",
        "E quanto è costato?",
        "Quanto è costato il progetto Porte Aperte?",
    ),
    (
        "Quante famiglie hanno trovato casa con il progetto Porte Aperte?",
        "e nel 2021?",
        "Quante famiglie hanno trovato casa con il progetto Porte Aperte nel 2021?",
    ),
    (
        "Quante famiglie hanno trovato casa con il progetto Porte Aperte?",
        "E quando?",
        "Quando hanno trovato casa le famiglie con il progetto Porte Aperte?",
    ),
    (
        "Quante famiglie hanno trovato casa con il progetto Porte Aperte?",
        "E quanti anziani?",
        "Quanti anziani hanno trovato casa con il progetto Porte Aperte?",
    ),
    (
        "Quante famiglie hanno trovato casa con il progetto Porte Aperte?",
        "Chi ha finanziato questo progetto?",
        "Chi ha finanziato il progetto Porte Aperte?",
    ),
    (
        "Quante famiglie hanno trovato casa con il progetto Porte Aperte?",
        "Quando è iniziato?",
        "Quando è iniziato il progetto Porte Aperte?",
    ),
    (
        "Quante famiglie hanno trovato casa con il progetto Porte Aperte?",
        "And in 2021?",
        "Quante famiglie hanno trovato casa con il progetto Porte Aperte nel 2021?",
    ),
    (
        "Quante famiglie hanno trovato casa con il progetto Porte Aperte?",
        "Chi lo ha pagato?",
        "Chi ha pagato il progetto Porte Aperte?",
    ),
    (
        "Quante famiglie hanno trovato casa con il progetto Porte Aperte?",
        "E con il progetto Aquilone?",
        "Quante famiglie hanno trovato casa con il progetto Aquilone?",
    ),
    (
        "Quante famiglie hanno trovato casa con il progetto Porte Aperte?",
        "Chi l'ha finanziato?",
        "Chi ha finanziato il progetto Porte Aperte?",
    ),
    (
        "Quante famiglie hanno trovato casa con il progetto Porte Aperte?",
        "E quanto è durato?",
        "Quanto è durato il progetto Porte Aperte?",
    ),
    (
        "Quanti alloggi ha recuperato il Comune di Savona nel 2019?",
        "e nel 2021?",
        "Quanti alloggi ha recuperato il Comune di Savona nel 2021?",
    ),
    (
        "Quanti alloggi ha recuperato il Comune di Savona nel 2019?",
        "E Imperia?",
        "Quanti alloggi ha recuperato il Comune di Imperia nel 2019?",
    ),
    (
        "Quanti alloggi ha recuperato il Comune di Savona nel 2019?",
        "E a Imperia?",
        "Quanti alloggi ha recuperato il Comune di Imperia nel 2019?",
    ),
    (
        "Quanti alloggi ha recuperato il Comune di Savona nel 2019?",
        "E chi ha pagato?",
        "Chi ha pagato gli alloggi che ha recuperato il Comune di Savona nel 2019?",
    ),
    (
        "Quanti alloggi ha recuperato il Comune di Savona nel 2019?",
        "e quando?",
        "Quando ha recuperato gli alloggi il Comune di Savona nel 2019?",
    ),
    (
        "Quanti alloggi ha recuperato il Comune di Savona nel 2019?",
        "E in che modo?",
        "In che modo ha recuperato gli alloggi il Comune di Savona nel 2019?",
    ),
    (
        "Quanti alloggi ha recuperato il Comune di Savona nel 2019?",
        "quanti ne ha venduti?",
        "Quanti alloggi ha venduti il Comune di Savona?",
    ),
    (
        "Quanti alloggi ha recuperato il Comune di Savona nel 2019?",
        "e quante scuole?",
        "Quante scuole ha recuperato il Comune di Savona nel 2019?",
    ),
    (
        "Quanti alloggi ha recuperato il Comune di Savona nel 2019?",
        "e il Comune di Pavia?",
        "Quanti alloggi ha recuperato il Comune di Pavia nel 2019?",
    ),
    (
        "How many flats did the city of Savona restore in 2019?",
        "And in 2020?",
        "How many flats did the city of Savona restore in 2020?",
    ),
    (
        "How many flats did the city of Savona restore in 2019?",
        "and how?",
        "How did the city of Savona restore the flats in 2019?",
    ),
    (
        "How many flats did the city of Savona restore in 2019?",
        "And schools?",
        "How many schools did the city of Savona restore in 2019?",
    ),
    (
        "How many flats did the city of Savona restore in 2019?",
        "And when?",
        "When did the city of Savona restore the flats in 2019?",
    ),
    (
        "How many flats did the city of Savona restore in 2019?",
        "and in Genoa?",
        "How many flats did the city of Genoa restore in 2019?",
    ),
    (
        "How many flats did the city of Savona restore in 2019?",
        "How much did they cost?",
        "How much did the flats that the city of Savona restored in 2019 cost?",
    ),
    (
        "How many flats did the city of Savona restore in 2019?",
        "and the region?",
        "How many flats did the region of Savona restore in 2019?",
    ),
    (
        "How many flats did the city of Savona restore in 2019?",
        "What about Imperia?",
        "How many flats did the city of Imperia restore in 2019?",
    ),
    (
        "How many flats did the city of Savona restore in 2019?",
        "since when?",
        "Since when did the city of Savona restore the flats in 2019?",
    ),
    (
        "Quanti dipendenti aveva la Banca Verde nel 2015?",
        "e nel 2016?",
        "Quanti dipendenti aveva la Banca Verde nel 2016?",
    ),
    (
        "Quanti dipendenti aveva la Banca Verde nel 2015?",
        "e clienti?",
        "Quanti clienti aveva la Banca Verde nel 2015?",
    ),
    (
        "Quanti dipendenti aveva la Banca Verde nel 2015?",
        "e i clienti?",
        "Quanti clienti aveva la Banca Verde nel 2015?",
    ),
    (
        "Quanti dipendenti aveva la Banca Verde nel 2015?",
        "Quante filiali aveva?",
        "Quante filiali aveva la Banca Verde?",
    ),
    (
        "Quanti dipendenti aveva la Banca Verde nel 2015?",
        "e la Banca Rossa?",
        "Quanti dipendenti aveva la Banca Rossa nel 2015?",
    ),
    (
        "Which cooperative provides the staff of the library?",
        "Where is it based?",
        "Where is the cooperative that provides the staff of the library based?",
    ),
    (
        "Which cooperative provides the staff of the library?",
        "and the school?",
        "Which cooperative provides the school of the library?",
    ),
    (
        "Which cooperative provides the staff of the library?",
        "How many members does it have?",
        "How many members does the cooperative that provides the staff of the library have?",
    ),
    (
        "What is the average rent of a room in Turin?",
        "And in Bologna?",
        "What is the average rent of a room in Bologna?",
    ),
    (
        "What is the average rent of a room in Turin?",
        "and of a flat?",
        "What is the average rent of a flat in Turin?",
    ),
    (
        "Quanto costa una visita nella clinica mobile?",
        "E quanto dura?",
        "Quanto dura la visita nella clinica mobile?",
    ),
    (
        "Quanto costa una visita nella clinica mobile?",
        "e in ospedale?",
        "Quanto costa una visita in ospedale?",
    ),
    (
        "Quanto costa una visita nella clinica mobile?",
        "Chi la paga?",
        "Chi paga la visita nella clinica mobile?",
    ),
    (
        "How many women drew maps of the stops they avoid?",
        "And how many stops did they draw?",
        "How many stops did the women that drew maps of the stops they avoid draw?",
    ),
    (
        "How many women drew maps of the stops they avoid?",
        "and men?",
        "How many men drew maps of the stops they avoid?",
    ),
    (
        "Who supervised the thesis on school courtyards?",
        "And who wrote it?",
        "Who wrote the thesis on school courtyards?",
    ),
    (
        "Who supervised the thesis on school courtyards?",
        "How long is it?",
        "How long is the thesis on school courtyards?",
    ),
    (
        "Who supervised the thesis on school courtyards?",
        "and the one on housing?",
        "Who supervised the thesis on housing?",
    ),
    (
        "In quale anno è stata aperta la biblioteca di via Verdi?",
        "e quanti libri ha?",
        "Quanti libri ha la biblioteca di via Verdi?",
    ),
    (
        "In quale anno è stata aperta la biblioteca di via Verdi?",
        "e quella di via Manin?",
        "In quale anno è stata aperta la biblioteca di via Manin?",
    ),
    (
        "In quale anno è stata aperta la biblioteca di via Verdi?",
        "E chi l'ha progettata?",
        "Chi ha progettato la biblioteca di via Verdi?",
    ),
    (
        "In quali lingue è tradotto il manuale per le maestre?",
        "E da chi è stato scritto?",
        "Da chi è stato scritto il manuale per le maestre?",
    ),
    (
        "Quanti volontari ha la mensa di via Orti nell'inverno del 2020?",
        "e d'estate?",
        "Quanti volontari ha la mensa di via Orti d'estate?",
    ),
    (
        "Quanti volontari ha la mensa di via Orti nell'inverno del 2020?",
        "e la mensa di via Prati?",
        "Quanti volontari ha la mensa di via Prati nell'inverno del 2020?",
    ),
    (
        "In the survey of the valley, how many wells were dry?",
        "And how many were closed?",
        "In the survey of the valley, how many wells were closed?",
    ),
    (
        "In the survey of the valley, how many wells were dry?",
        "and springs?",
        "In the survey of the valley, how many springs were dry?",
    ),
    (
        "Quanti soci ha la cooperativa Ginestra?",
        "E quanti ne aveva nel 2015?",
        "Quanti soci aveva nel 2015 la cooperativa Ginestra?",
    ),
    (
        "Quanti soci ha la cooperativa Ginestra?",
        "Quando è stata fondata?",
        "Quando è stata fondata la cooperativa Ginestra?",
    ),
    (
        "Quanti soci ha la cooperativa Ginestra?",
        "E le donne?",
        "Quante donne ha la cooperativa Ginestra?",
    ),
    (
        "How many trees did the Lindenhof school plant?",
        "Where are they?",
        "Where are the trees that the Lindenhof school planted?",
    ),
    (
        "How many trees did the Lindenhof school plant?",
        "Who watered them?",
        "Who watered the trees that the Lindenhof school planted?",
    ),
    (
        "How many trees did the Lindenhof school plant?",
        "And that of Marzio?",
        "How many trees did the Marzio school plant?",
    ),
    (
        "Quanto costa il corso di cucito per principianti?",
        "e per esperti?",
        "Quanto costa il corso di cucito per esperti?",
    ),
    (
        "Quanto costa il corso di cucito per principianti?",
        "E quello di falegnameria?",
        "Quanto costa il corso di falegnameria per principianti?",
    ),
    (
        "Chi ha progettato il ponte di Barletta?",
        "E quando l'hanno aperto?",
        "Quando hanno aperto il ponte di Barletta?",
    ),
    (
        "Chi ha progettato il ponte di Barletta?",
        "E quanto è lungo?",
        "Quanto è lungo il ponte di Barletta?",
    ),
    (
        "Which villages does the water programme of Kitale reach?",
        "And in Eldoret?",
        "Which villages does the water programme of Eldoret reach?",
    ),
    (
        "Quale percentuale di studenti ha lasciato il corso di saldatura?",
        "E di studentesse?",
        "Quale percentuale di studentesse ha lasciato il corso di saldatura?",
    ),
    (
        "Quale percentuale di studenti ha lasciato il corso di saldatura?",
        "E quello di sartoria?",
        "Quale percentuale di studenti ha lasciato il corso di sartoria?",
    ),
    (
        "What was the budget of the night school in 2017?",
        "And in 2018?",
        "What was the budget of the night school in 2018?",
    ),
    (
        "Quanto è profondo il pozzo di Alghero?",
        "Ma chi lo ha scavato?",
        "Chi ha scavato il pozzo di Alghero?",
    ),
    (
        "Quanto è profondo il pozzo di Alghero?",
        "E quello di Bosa?",
        "Quanto è profondo il pozzo di Bosa?",
    ),
    (
        "How often does the clinic of Foggia open?",
        "How about the pharmacy?",
        "How often does the pharmacy of Foggia open?",
    ),
    (
        "How often does the clinic of Foggia open?",
        "And who are its doctors?",
        "Who are the clinic of Foggia's doctors?",
    ),
    (
        "Perché hanno chiuso la linea del tram di Trani?",
        "E quando?",
        "Quando hanno chiuso la linea del tram di Trani?",
    ),
    (
        "Perché hanno chiuso la linea del tram di Trani?",
        "E quella di Andria?",
        "Perché hanno chiuso la linea del tram di Andria?",
    ),
    (
        "Quanti posti ha il dormitorio di Gela?",
        "E quanto costa una notte?",
        "Quanto costa una notte del dormitorio di Gela?",
    ),
    (
        "Quanti posti ha il dormitorio di Gela?",
        "E quello di Nuoro?",
        "Quanti posti ha il dormitorio di Nuoro?",
    ),
    (
        "Quanti posti ha il dormitorio di Gela?",
        "Chi lo ha costruito?",
        "Chi ha costruito il dormitorio di Gela?",
    ),
    (
        "Who designed the garden of the clinic in Trento?",
        "When did it open?",
        "When did the garden of the clinic in Trento open?",
    ),
    (
        "Who designed the garden of the clinic in Trento?",
        "And in Padova?",
        "Who designed the garden of the clinic in Padova?",
    ),
    (
        "Who designed the garden of the clinic in Trento?",
        "What does it cost?",
        "What does the garden of the clinic in Trento cost?",
    ),
    (
        "Quante scuole ha ridipinto il Comune di Sorso nel 2014?",
        "e nel 2015?",
        "Quante scuole ha ridipinto il Comune di Sorso nel 2015?",
    ),
    (
        "Quante scuole ha ridipinto il Comune di Sorso nel 2014?",
        "E palestre?",
        "Quante palestre ha ridipinto il Comune di Sorso nel 2014?",
    ),
    (
        "Quante scuole ha ridipinto il Comune di Sorso nel 2014?",
        "Perché?",
        "Perché ha ridipinto le scuole il Comune di Sorso nel 2014?",
    ),
    (
        "How many bicycles did the workshop of Kitale repair in 2016?",
        "And in 2017?",
        "How many bicycles did the workshop of Kitale repair in 2017?",
    ),
    (
        "How many bicycles did the workshop of Kitale repair in 2016?",
        "And why?",
        "Why did the workshop of Kitale repair the bicycles in 2016?",
    ),
    (
        "How many bicycles did the workshop of Kitale repair in 2016?",
        "Who runs it?",
        "Who runs the workshop of Kitale?",
    ),
    (
        "How many bicycles did the workshop of Kitale repair in 2016?",
        "And wheelchairs?",
        "How many wheelchairs did the workshop of Kitale repair in 2016?",
    ),
    (
        "Chi coordina la banca del tempo di Cesena?",
        "E quante ore scambia?",
        "Quante ore scambia la banca del tempo di Cesena?",
    ),
    (
        "Chi coordina la banca del tempo di Cesena?",
        "Dove si riunisce?",
        "Dove si riunisce la banca del tempo di Cesena?",
    ),
    (
        "Chi coordina la banca del tempo di Cesena?",
        "E quella di Forlì?",
        "Chi coordina la banca del tempo di Forlì?",
    ),
    (
        "What is the tariff of the ferry to Procida?",
        "And of the bus?",
        "What is the tariff of the bus to Procida?",
    ),
    (
        "Quale scuola ha piantato il bosco di Trani?",
        "E chi l'ha innaffiato?",
        "Chi ha innaffiato il bosco di Trani?",
    ),
    (
        "Quale scuola ha piantato il bosco di Trani?",
        "E il frutteto?",
        "Quale scuola ha piantato il frutteto di Trani?",
    ),
    (
        "How long does the course on sewing last?",
        "And the one on welding?",
        "How long does the course on welding last?",
    ),
    (
        "How long does the course on sewing last?",
        "Who teaches it?",
        "Who teaches the course on sewing?",
    ),
    (
        "Quante panchine mancano nel parco di Sorso?",
        "E quanti lampioni?",
        "Quanti lampioni mancano nel parco di Sorso?",
    ),
    (
        "Quante panchine mancano nel parco di Sorso?",
        "E nel viale?",
        "Quante panchine mancano nel viale di Sorso?",
    ),
]


@pytest.mark.parametrize(("earlier", "question", "whole"), CASES)
def test_a_follow_up_becomes_a_whole_question(earlier: str, question: str, whole: str) -> None:
    assert rewrite(question, earlier) == whole


TYPED = [
    (
        "Summarise the thesis on bread ovens",
        "what are its conclusions?",
        "What are the conclusions of the thesis on bread ovens?",
    ),
    ("Summarise the thesis on bread ovens", "and its limits?", "What are the limits of the thesis on bread ovens?"),
    (
        "Riassumi la tesi sui forni",
        "come sono stati raccolti i dati?",
        "Come sono stati raccolti i dati della tesi sui forni?",
    ),
    (
        "Quali sono i risultati della tesi sui forni?",
        "e i limiti dello studio?",
        "Quali sono i limiti della tesi sui forni?",
    ),
    (
        "Parlami del progetto Girasole",
        "quante scuole sono coinvolte?",
        "Quante scuole sono coinvolte nel progetto Girasole?",
    ),
    ("Parlami del progetto Girasole", "ci sono foto?", "Ci sono foto nel progetto Girasole?"),
    ("quali sono i partner di GIRASOLE?", "in quali città lavora?", "In quali città lavora GIRASOLE?"),
    ("quali sono i partner di GIRASOLE?", "a chi si rivolge il progetto?", "A chi si rivolge il progetto GIRASOLE?"),
    ("When did WaterCamp take place?", "what went wrong?", "What went wrong for WaterCamp?"),
    ("How does noise reduce sleep?", "who wrote the thesis?", "Who wrote the thesis on noise?"),
    ("Does noise reduce sleep?", "is it true for children?", "Does noise reduce sleep for children?"),
    ("Does noise reduce sleep?", "how much?", "How much does noise reduce sleep?"),
    ("How do I run a kiln inspection?", "How long should it take?", "How long should the kiln inspection take?"),
    ("How do I run a kiln inspection?", "what should I avoid?", "What should I avoid for the kiln inspection?"),
    ("L'app Sirena raccoglie dati?", "E' gratuita?", "È gratuita l'app Sirena?"),
    ("Ciao, mi sai dire quanto costa il forno di Nuoro?", "grazie, e chi lo paga?", "Chi paga il forno di Nuoro?"),
    ("forno solare", "quanto costa?", "Quanto costa il forno solare?"),
    ("forno solare", "ci sono tesi su questo?", "Ci sono tesi sul forno solare?"),
    ("microgrid", "how much does it cost?", "How much does the microgrid cost?"),
    ("Quante tesi ci sono?", "quali?", "Quali tesi ci sono?"),
    ("quali sono i partner di GIRASOLIS?", "in quali città lavora?", "In quali città lavora GIRASOLIS?"),
    (
        "Quali sono i risultati della tesi sui forni?",
        "quali sono i limiti dello studio?",
        "Quali sono i limiti della tesi sui forni?",
    ),
    (
        "What else is there to know about bread ovens?",
        "who wrote the thesis?",
        "Who wrote the thesis on the bread ovens?",
    ),
    ("Che altro c'è da sapere sui forni di Nuoro?", "quanto costano?", "Quanto costano i forni di Nuoro?"),
    ("Quali sono i rischi del microcredito?", "a chi conviene?", "A chi conviene il microcredito?"),
    ("Quali sono i rischi del microcredito?", "fammi un esempio", "Qual è un esempio dei rischi del microcredito?"),
    ("Chi era il relatore di Ada Scotti?", "quanto è lunga la sua tesi?", "Quanto è lunga la tesi di Ada Scotti?"),
    ("Perché i giovani lasciano la valle?", "e gli anziani?", "Perché gli anziani lasciano la valle?"),
    ("can they bake?", "what should I avoid", "What should I avoid: can they bake?"),
    ("how do reminders help people", "what were the results", "What were the results of reminders?"),
]


@pytest.mark.parametrize(("earlier", "question", "whole"), TYPED)
def test_a_follow_up_as_people_type_it(earlier: str, question: str, whole: str) -> None:
    assert standing_alone([earlier, question]) == whole


@pytest.mark.parametrize(
    "question", ["What is a kiln?", "Che cos'è un mulino?", "lavagna luminosa", "Ci sono tesi sui forni?", "grazie"]
)
def test_what_stands_alone_stays_as_it_is(question: str) -> None:
    assert standing_alone(["Who paid for Girasole?", question]) == question
    assert standing_alone(["ciao", question, "thanks"]) == "thanks"


def test_an_opening_word_goes_where_the_rest_says_everything() -> None:
    whole = rewrite(
        "E quanti alloggi ha recuperato il Comune di Nuoro?", "Quante scuole ha aperto il Comune di Savona?"
    )
    assert whole == "Quanti alloggi ha recuperato il Comune di Nuoro?"


def test_turns_lean_on_the_turn_before() -> None:
    turns = [
        "Quanti dipendenti aveva la Banca Verde nel 2015?",
        "e nel 2016?",
        "e la Banca Rossa?",
        "E quanti clienti?",
    ]
    assert standing_alone(turns) == "Quanti clienti aveva la Banca Rossa nel 2016?"


def test_the_gazetteer_tells_a_place_and_meaning_tells_what_is_alike() -> None:
    known = Knowledge(
        is_place=lambda name: name in ("Genova", "Pavia"),
        likeness=lambda phrase, others: [float(other in ("clienti", "soci")) for other in others],
    )
    earlier = "Quanti pasti dà ai soci la mensa di Pavia?"
    assert rewrite("e Genova?", earlier, known) == "Quanti pasti dà ai soci la mensa di Genova?"
    assert rewrite("e i bambini?", earlier, known) == "Quanti pasti dà ai bambini la mensa di Pavia?"


def test_runs_of_white_space_cost_no_time() -> None:
    assert standing_alone(["Who bakes the bread?", f"and{' ' * 100_000}in\n2021?"]) == "Who bakes the bread in 2021?"
