"""Fictional covers as a technical university's theses, project reports and slides print them: title, people, kind and year of each."""

import pytest

from ingest.metadata.find import FoundMetadata, find_metadata
from ingest.readers.records import Line, Parsed, RawPage

Rows = tuple[tuple[str, float, float, float], ...]  # text, size, top and left of each line

OFFICIAL: Rows = (
    ("Demand models for shared scooters", 23, 243, 71), ("in medium-sized cities", 23, 273, 71), ("TESI DI LAUREA MAGISTRALE IN", 11, 335, 71),
    ("MOBILITY ENGINEERING - INGEGNERIA DELLA MOBILITÀ", 11, 353, 71), ("Author:", 11, 706, 71), ("Giulia Ferrantini", 11, 706, 166),
    ("Student ID:", 11, 722, 71), ("963214", 11, 722, 166), ("Advisor:", 11, 736, 71), ("Prof. Marco Bellavista", 11, 736, 166),
    ("Co-advisors:", 11, 750, 71), ("Dott. Elio Sartorini, Ing. Josip Kotlarevic´", 11, 750, 166), ("Academic Year: 2021-22", 11, 764, 71),
)  # fmt: skip
TWO_AUTHORS: Rows = (
    ("Design of a low-cost ventilator for", 23, 243, 71), ("rural clinics", 23, 273, 71), ("TESI DI LAUREA MAGISTRALE IN", 11, 335, 71),
    ("BIOMEDICAL ENGINEERING - INGEGNERIA BIOMEDICA", 11, 353, 71), ("Authors:", 11, 706, 71), ("Xiaoyu Zhang, Kwame Boateng", 11, 706, 166),
    ("Student IDs:", 11, 722, 71), ("968001, 968002", 11, 722, 166), ("Advisor:", 11, 736, 71), ("Prof. Enrico Caianiello", 11, 736, 166),
    ("Academic Year: 2020-21", 11, 750, 71),
)  # fmt: skip
SUMMARY: Rows = (
    ("EXECUTIVE SUMMARY OF THE THESIS", 9.5, 125, 337), ("Missing data in air quality networks with physics-informed", 14, 190, 57),
    ("models", 14, 208, 57), ("Laurea Magistrale in Mathematical Engineering - Ingegneria Matematica", 12, 234, 57),
    ("AUTHOR: Pietro Zambonelli", 10.6, 260, 57), ("ADVISOR: Prof. Laura Sangallini", 10.6, 277, 57),
    ("CO-ADVISOR: Dr. Eleonora Arnoldini", 10.6, 293, 57), ("ACADEMIC YEAR: 2021-2022", 10.6, 310, 57), ("1 Introduction", 14, 349, 57),
)  # fmt: skip
TWO_CANDIDATES: Rows = (
    ("POLITECNICO DI MILANO", 14, 102, 184), ("V Facoltà di Ingegneria", 12, 123, 218),
    ("Corso di Laurea Specialistica in Ingegneria delle Telecomunicazioni", 12, 137, 102),
    ("Antenne tessili per il monitoraggio di anziani fragili", 16.8, 294, 74), ("a domicilio", 16.8, 316, 236), ("Relatore:", 11, 444, 71),
    ("Chiar.mo Prof. Antonio Capsoni", 11, 458, 71), ("Correlatrice:", 11, 477, 71), ("Dott.ssa Irene Tebaldini", 11, 491, 71),
    ("Tesi di laurea di:", 11, 553, 409), ("Stefania QUARESMINI, matr. 712345", 11, 567, 308), ("Davide EL KHOURY, matr. 712346", 11, 580, 321),
    ("Anno Accademico 2008/2009", 12, 682, 202),
)  # fmt: skip
DOCTORAL: Rows = (
    ("POLITECNICO DI MILANO", 9.5, 207, 211), ("DEPARTMENT OF ARCHITECTURE AND URBAN STUDIES", 9.5, 221, 131),
    ("DOCTORAL PROGRAMME IN URBAN PLANNING, DESIGN AND POLICY", 9.5, 235, 92), ("HOUSING THE UNSEEN. PRACTICES OF TEMPORARY", 13.4, 339, 73),
    ("DWELLING IN SOUTHERN EUROPEAN CITIES", 13.4, 360, 104), ("Doctoral Dissertation of:", 10.9, 472, 370),
    ("Oluwaseun Adebayo-Ferri", 10.6, 486, 356), ("Supervisor:", 10.9, 545, 71), ("Prof. Gabriele Pasquinelli", 10.6, 559, 71),
    ("Co-supervisor:", 10.9, 578, 71), ("Prof. Ana Sofía Mourão", 10.6, 592, 71), ("Tutor:", 10.9, 611, 71),
    ("Prof. Carolina Pacchini", 10.6, 624, 71), ("The Chair of the Doctoral Program:", 10.9, 644, 71), ("Prof. Luca Gaetanini", 10.6, 657, 71),
    ("Year 2019 – Cycle XXXI", 12, 682, 218),
)  # fmt: skip
AUTHOR_FIRST: Rows = (
    ("jakub wisniewski", 9.5, 147, 229), ("CITTÀ CHE CURANO", 14.3, 275, 230), ("Politecnico di Milano", 11, 487, 228),
    ("Facoltà di Architettura e Società", 11, 501, 203), ("Corso di Laurea Magistrale in Pianificazione Urbana", 11, 514, 100),
    ("Relatore: Prof. Massimo Brichetti Correlatrice: Dott.ssa Elena Donaggini", 11, 528, 120), ("Anno Accademico 2011/2012", 11, 555, 209),
)  # fmt: skip
DESIGN: Rows = (
    ("Tracce", 62.8, 47, 51), ("comuni", 62.8, 101, 51), ("Un kit di comunicazione per le portinerie di quartiere", 18.6, 176, 51),
    ("Politecnico di Milano", 10.5, 652, 51), ("Scuola del Design", 10.5, 665, 51), ("Laurea Magistrale in Design della Comunicazione", 10.5, 679, 51),
    ("A.A. 2019/2020", 10.5, 692, 51), ("Relatrice: Valeria Bucchettini", 10.5, 719, 51), ("Correlatrice: Francesca Piredduzzi", 10.5, 733, 51),
    ("Tesi di Laurea di Agnese Rivoltella", 10.5, 760, 51), ("Matricola 905511", 10.5, 773, 51),
)  # fmt: skip
COLUMNS: Rows = (
    ("Politecnico di Milano", 11.6, 51, 51), ("Academic Year", 11.6, 51, 471), ("School of Design", 11.6, 62, 51), ("2021/2022", 11.6, 62, 490),
    ("MSc Product Service System Design", 11.6, 73, 51), ("Repair", 46.5, 252, 51), ("as a neighbourly", 46.5, 294, 51), ("practice", 46.5, 336, 51),
    ("Designing a network of repair libraries", 16.3, 395, 51), ("Students", 11.6, 751, 51), ("Supervisor", 11.6, 751, 233),
    ("Co-supervisor", 11.6, 751, 430), ("Marta Olgiati", 11.6, 762, 51), ("Davide Fassinelli", 11.6, 762, 233),
    ("Annalinda De Rosati", 11.6, 762, 430), ("Yuki Tanimoto", 11.6, 774, 51),
)  # fmt: skip
ARCHITECTURE: Rows = (
    ("POLITECNICO DI MILANO", 15, 51, 217), ("Scuola di Architettura Urbanistica Ingegneria delle Costruzioni", 12.8, 66, 126),
    ("Corso di Laurea Magistrale in Architettura - Ambiente Costruito - Interni", 12.8, 79, 101), ("CASCINE URBANE", 30, 262, 177),
    ("Riuso e welfare di prossimità nel Parco Agricolo Sud", 16.3, 292, 116), ("Relatore: prof. arch. Gennaro Postiglioni", 12.8, 450, 51),
    ("Correlatori: arch. Paola Briatini, dott. Enrico Forestelli", 12.8, 462, 51), ("Tesi di laurea di:", 12.8, 509, 455),
    ("Alessia Cattaneo 883401", 12.8, 522, 406), ("Omar Benchekroun 883402", 12.8, 534, 392), ("Teresa Villani Ricci 883403", 12.8, 547, 398),
    ("Anno Accademico 2018 - 2019", 12.8, 778, 213),
)  # fmt: skip
AWARD: Rows = (
    ("POLISOCIAL AWARD 2019", 16.3, 51, 51), ("TERRA VIVA", 46.5, 209, 51), ("Filiere agricole solidali per l’inclusione nelle periferie", 18.6, 256, 51),
    ("Relazione finale", 15, 303, 51), ("Responsabile scientifico: Prof.ssa Ornella Bazzanini", 12.8, 420, 51),
    ("Dipartimenti coinvolti: Architettura e Studi Urbani (DAStU), Design", 12.8, 438, 51),
    ("Partner: Fondazione Orti Comuni, Cooperativa Sociale Il Solco, Comune di Corsico", 12.8, 472, 51), ("Durata: 15 mesi", 12.8, 490, 51),
    ("Milano, giugno 2021", 12.8, 507, 51),
)  # fmt: skip
TABLE: Rows = (
    ("Politecnico di Milano · Polisocial", 12.8, 51, 51), ("Polisocial Award 2017 – Sport e inclusione sociale", 12.8, 64, 51),
    ("MOVE-IN: palestre diffuse", 39.5, 232, 51), ("per le case popolari", 39.5, 272, 51), ("Report di progetto", 16.3, 323, 51),
    ("Responsabile", 11.6, 464, 63), ("Manuela Galinelli, Dipartimento di Elettronica, Informazione e", 11.6, 464, 189),
    ("scientifico", 11.6, 475, 63), ("Bioingegneria", 11.6, 475, 189), ("Gruppo di lavoro", 11.6, 499, 63),
    ("Emilia Corradini, Veronica Cimolinelli, Andrea Rebecchini", 11.6, 499, 189), ("Anno", 11.6, 547, 63), ("2019", 11.6, 547, 189),
)  # fmt: skip
ONE_LINE: Rows = (
    ("Politecnico di Milano — Scuola AUIC — Tesi di Laurea Magistrale — a.a. 2022-2023", 15, 40, 40), ("Margini", 58, 140, 40),
    ("Candidati Giorgia Fumagallini, Zhao Mingyue — Relatrice Prof.ssa Antonella Bruzzesi — Correlatore Arch. Cristoforo Lanzi", 10, 290, 40),
)  # fmt: skip


def found(rows: Rows) -> FoundMetadata:
    """The fields found on a page with these lines."""
    lines = tuple(
        Line(text, size, top, left, left + 0.48 * size * len(text), bold=size > 30) for text, size, top, left in rows
    )
    document = Parsed("pdf", (RawPage(1, lines, width=595, height=842),))
    return find_metadata(document, [(document.pages[0], "\n".join(line.text for line in lines))], "file")


@pytest.mark.parametrize(
    ("rows", "title", "year", "authors", "supervisors", "seconds"),
    [
        (OFFICIAL, "Demand models for shared scooters in medium-sized cities", 2022, "Giulia Ferrantini", "Marco Bellavista", "Elio Sartorini, Josip Kotlarevic"),
        (TWO_AUTHORS, "Design of a low-cost ventilator for rural clinics", 2021, "Xiaoyu Zhang, Kwame Boateng", "Enrico Caianiello", ""),
        (SUMMARY, "Missing data in air quality networks with physics-informed models", 2022, "Pietro Zambonelli", "Laura Sangallini", "Eleonora Arnoldini"),
        (TWO_CANDIDATES, "Antenne tessili per il monitoraggio di anziani fragili a domicilio", 2009, "Stefania Quaresmini, Davide El Khoury", "Antonio Capsoni", "Irene Tebaldini"),
        (DOCTORAL, "HOUSING THE UNSEEN. PRACTICES OF TEMPORARY DWELLING IN SOUTHERN EUROPEAN CITIES", 2019, "Oluwaseun Adebayo-Ferri", "Gabriele Pasquinelli, Carolina Pacchini", "Ana Sofía Mourão"),
        (AUTHOR_FIRST, "CITTÀ CHE CURANO", 2012, "Jakub Wisniewski", "Massimo Brichetti", "Elena Donaggini"),
        (DESIGN, "Tracce comuni: Un kit di comunicazione per le portinerie di quartiere", 2020, "Agnese Rivoltella", "Valeria Bucchettini", "Francesca Piredduzzi"),
        (COLUMNS, "Repair as a neighbourly practice: Designing a network of repair libraries", 2022, "Marta Olgiati, Yuki Tanimoto", "Davide Fassinelli", "Annalinda De Rosati"),
        (ARCHITECTURE, "CASCINE URBANE: Riuso e welfare di prossimità nel Parco Agricolo Sud", 2019, "Alessia Cattaneo, Omar Benchekroun, Teresa Villani Ricci", "Gennaro Postiglioni", "Paola Briatini, Enrico Forestelli"),
        (ONE_LINE, "Margini", 2023, "Giorgia Fumagallini, Zhao Mingyue", "Antonella Bruzzesi", "Cristoforo Lanzi"),
        (AWARD, "TERRA VIVA: Filiere agricole solidali per l’inclusione nelle periferie", 2021, "", "Ornella Bazzanini", ""),
        (TABLE, "MOVE-IN: palestre diffuse per le case popolari", 2019, "Emilia Corradini, Veronica Cimolinelli, Andrea Rebecchini", "Manuela Galinelli", ""),
    ],
)  # fmt: skip
def test_a_template_s_cover_is_read_whole(
    rows: Rows, title: str, year: int, authors: str, supervisors: str, seconds: str
) -> None:
    cover = found(rows)
    names = {
        role: ", ".join(person.name for person in cover.people if person.role == role)
        for role in ("author", "supervisor", "co-supervisor")
    }
    assert (cover.title.casefold(), cover.year) == (title.casefold(), year)
    assert names == {"author": authors, "supervisor": supervisors, "co-supervisor": seconds}
    assert cover.kind == ("report" if rows in (AWARD, TABLE) else "thesis")


def test_partners_of_a_project_end_where_another_label_begins() -> None:
    names = [named.name for named in found(AWARD).organisations if named.role == "partner"]
    assert names == ["Fondazione Orti Comuni", "Cooperativa Sociale Il Solco", "Comune di Corsico"]
