"""The weights and limits of ranking, answers and refusals, as one frozen record that a library is opened with.

"Measured on" names the set that a value was chosen on: SQuAD-it and Cranfield (judged retrieval sets), the known-item questions
of the measuring corpus, or the sample corpus. `bench/fit_ranking.py` and `bench/fit_refusal.py` fit the values again, and the
ablation in `docs/quality.md` says what each part is worth. A value without such a remark was set by judgement.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class FieldWeights:
    """The weight of a BM25 match in each field of a passage. By judgement; other weights changed nothing beyond noise."""

    body: float = 1.0
    heading: float = 0.3
    title: float = 0.25
    names: float = 0.25


@dataclass(frozen=True)
class TranslationWeights:
    """The weight of a translated query word relative to the word itself, 0..1; 0 turns the source off.

    Glossary: measured on the sample (page MRR 0.85 → 0.90) and the known-item questions (unchanged). Cognates: by judgement; more
    draws Italian queries to English pages that only translate a common word.
    """

    glossary: float = 0.85
    cognate: float = 0.65


@dataclass(frozen=True)
class FusionWeights:
    """The weight of the cosine against BM25, 0..1, by language of query and passage; `other` for all other pairs.

    `it_en` is an Italian query and an English passage. They belong to an embedding model: `reads` is the one language that it
    reads, "" for several. Passages in another language are then compared with the query's translation, word by word.
    """

    en_en: float
    it_it: float
    it_en: float
    en_it: float
    other: float
    reads: str = ""

    def of(self, query: str, passage: str) -> float:
        """The weight for a query and a passage in these languages."""
        pairs = {
            ("en", "en"): self.en_en,
            ("it", "it"): self.it_it,
            ("it", "en"): self.it_en,
            ("en", "it"): self.en_it,
        }
        return pairs.get((query, passage), self.other)

    def reads_both(self, query: str, passage: str) -> bool:
        """Whether the model reads both languages."""
        return not self.reads or query == passage == self.reads


# Measured on SQuAD-it (Italian pairs), Cranfield (English pairs) and the known-item questions (mixed pairs).
ENGLISH_MODEL = FusionWeights(en_en=0.45, it_it=0.2, it_en=0.3, en_it=0.25, other=0.2, reads="en")
# By judgement: no multilingual model is measured yet.
MULTILINGUAL_MODEL = FusionWeights(en_en=0.5, it_it=0.5, it_en=0.5, en_it=0.5, other=0.5)
_MULTILINGUAL_NAMES = ("multilingual", "bge-m3", "e5", "gte", "paraphrase-multi", "nomic-embed")


@dataclass(frozen=True)
class EvidenceWeights:
    """What each kind of evidence adds to a passage's fused score, which is in 0..1.

    Measured by hill climbing on halves of SQuAD-it, Cranfield and the known-item questions, and rounded.
    """

    words: float = 1.0  # IDF share of the query's words met in passage, heading and title
    letters: float = 0.6  # the same by character 4-grams; only where the embedding model can't read both sides
    pairs: float = 0.1  # neighbouring query words that are neighbours in the passage
    bigrams: float = 0.3  # runs of two words exactly as typed, stop words included
    trigrams: float = 0.5  # runs of three
    names: float = 0.1  # capitalised words and numbers of the query
    answer_kind: float = 0.1  # the passage holds the kind of answer asked for: a date, a sum, a name

    @property
    def total(self) -> float:
        """The most that can be added."""
        return float(sum(vars(self).values()))


@dataclass(frozen=True)
class RankWeights:
    """Limits and factors of the ranking."""

    candidates: int = 200  # passages retrieved by words, and as many by vector
    reranked: int = 20  # of them scored by evidence; 40 found nothing more (SQuAD-it, known-item questions)
    phrase_candidates: int = 5000  # passages with all words of a phrase whose text is searched for the phrase
    outside_body: float = 0.7  # factor on bibliographies and on text that addresses a machine
    same_page: float = 0.8  # factor on later passages of a page, so that the first results lead to different pages
    edition: float = 0.8  # share of the best edition's score with which another may be shown in its place
    mostly_allowed: float = 0.5  # share of allowed passages above which over-fetching beats exact scoring


@dataclass(frozen=True)
class TopicWeights:
    """When a passage proves that its document is about a topic. Measured on the sample corpus' 44 expert topics."""

    passages: int = 200
    near_best: float = 0.5  # share of the best passage's score
    covered: float = 0.3  # IDF share of the topic's words met by passage, heading and title,
    cosine: float = 0.45  # or this cosine


@dataclass(frozen=True)
class SentenceWeights:
    """The score of one or two sentences as an answer. Measured on SQuAD-it's and the measuring corpus' gold evidence."""

    sentence: float = 0.4  # IDF share of the question's words met by the sentence
    passage: float = 0.4  # the same by its passage, heading and title
    retrieval: float = 0.7  # the passage's retrieval score
    strict_kind: float = 0.25  # it holds the kind of answer asked for, where no other can answer (a number, a year)
    likely_kind: float = 0.15  # it holds the kind of answer asked for, where others may answer too
    length: float = 0.05  # taken off in proportion to length
    fragment: float = 0.05  # taken off for less than 40 characters
    passages: int = 20  # passages whose sentences are scored
    embedded: int = 16  # sentences compared by vector too; 32 quoted the same and took a sixth longer
    further_quote: float = 0.6  # share of the first quote's score that a further one needs; measured on SQuAD-it
    table_cell: float = 0.8  # share of the best score that a document's sentence needs for a cell of the evidence table


@dataclass(frozen=True)
class AnswerabilityWeights:
    """Logistic regression that decides whether a question is answered; `kb.answer.answerability.features` explains each.

    Fitted by `bench/fit_refusal.py` on the questions of the measuring corpus, the sample and 500 of SQuAD-it, with and without
    the documents that answer them.
    """

    score: float = 4.75
    found: float = 5.87
    own: float = -2.14
    lacking: float = -1.94
    rarest: float = 3.29
    strange: float = -1.29
    unsought: float = -0.69
    unsuited: float = -0.58
    length: float = 0.21
    intercept: float = -7.38
    threshold: float = (
        0.302  # probability below which a question is refused: the lowest that meets the floors of both sets
    )


@dataclass(frozen=True)
class RankingConfig:
    """Every weight by which a question is ranked, answered or refused."""

    fields: FieldWeights = field(default_factory=FieldWeights)
    translation: TranslationWeights = field(default_factory=TranslationWeights)
    english_model: FusionWeights = ENGLISH_MODEL
    multilingual_model: FusionWeights = MULTILINGUAL_MODEL
    evidence: EvidenceWeights = field(default_factory=EvidenceWeights)
    rank: RankWeights = field(default_factory=RankWeights)
    topic: TopicWeights = field(default_factory=TopicWeights)
    sentences: SentenceWeights = field(default_factory=SentenceWeights)
    answerability: AnswerabilityWeights = field(default_factory=AnswerabilityWeights)

    def fusion(self, model: str) -> FusionWeights:
        """The fusion weights for an embedding model, told by its name."""
        is_multilingual = any(name in model.lower() for name in _MULTILINGUAL_NAMES)
        return self.multilingual_model if is_multilingual else self.english_model


DEFAULT = RankingConfig()
