"""Weights and limits of ranking, answers and refusals, as one frozen record that a library is opened with.

"Measured on" names the set that a value was chosen on: SQuAD-it and Cranfield (judged retrieval sets), the known-item questions
of the measuring corpus, or the sample corpus. `bench/fit_ranking.py`, `bench/fit_refusal.py`, `bench/relevance.py` and
`bench/similar.py` fit the values again and with `--write` put them here; the ablation in `docs/quality.md` shows the effect of each
part. A value without such a remark was set by judgement.
"""

from dataclasses import dataclass, field
from pathlib import Path


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

    Cross-validated, without the glossary the page MRR of questions across languages falls from 0.80 to 0.69 and from
    0.75 to 0.69 on the corpora, and from 0.80 to 0.62 on the sample (2026-11-26).
    """

    glossary: float = 0.85


@dataclass(frozen=True)
class RankerWeights:
    """Linear ranker: a passage's score is the sum of its features (`kb.search.rerank_features`) times these weights.

    Fitted on pairs of a right and a wrong passage of 1,191 questions: 600 of SQuAD-it, Cranfield's, both measuring corpora's, the
    sample's and its paraphrases (2026-11-26, multilingual-e5-small). `bench/fit_ranking.py` fits them again and cross-validates
    them by document: SQuAD-it MRR 0.88, page@5 0.90 on both corpora, 0.60 on paraphrases and 0.38 on those across languages.
    """

    coverage: float = 3.825
    local_coverage: float = 0.929
    trigrams: float = 4.503
    letters: float = -2.288
    cosine: float = 6.49
    sentence_cosine: float = -2.937
    own_cosine: float = 2.767
    document_cosine: float = 9.747
    nearby_cosine: float = 4.309
    document_coverage: float = 3.331
    body: float = 0.906
    same_language: float = -0.288
    unmet_sentence_cosine: float = 16.11
    # Probability that the passage answers: logistic regression on its score and its lead over the median of the shortlist.
    level: float = 0.2128
    lead: float = 0.3123
    intercept: float = -6.015


@dataclass(frozen=True)
class RankWeights:
    """Limits and factors of the ranking."""

    candidates: int = 200  # passages retrieved by words, and as many by vector
    fused_cosine: float = 0.5  # weight of the cosine against BM25 in choosing the shortlist
    shortlist: int = 80  # candidates that the linear ranker scores
    reranked: int = 20  # of them rearranged by a cross-encoder, if one is configured
    phrase_candidates: int = 5000  # passages with all words of a phrase whose text is searched for the phrase
    # Factor on later passages of a page, so that the first results lead to different pages. 0.5 instead of 0.8 raises page@5 of the
    # corpora from 0.88 to 0.91 and page@10 from 0.91 to 0.92; with 0.3 no more are found.
    same_page: float = 0.5
    same_document: float = 0.6  # share of the results shown that one document may have while others are found
    edition: float = 0.8  # share of the best edition's score with which another may be shown in its place


@dataclass(frozen=True)
class RelevanceWeights:
    """Logistic regression on whether a passage speaks of a text; `kb.search.relevance.features` explains each.

    Fitted by `bench/relevance.py` on the needs and topics of `bench/needs.toml`, the questions of both measuring
    corpora, the sample and its paraphrases, and questions of SQuAD-it and Cranfield that none of these is about
    (2026-11-26, multilingual-e5-small).
    """

    score: float = 0.3802
    behind: float = -0.4778
    coverage: float = -0.534
    letters: float = -0.6515
    nearby_cosine: float = 3.9628
    apart: float = -0.2709
    peak: float = 7.8682
    unmet: float = -3.2648
    words: float = 3.0324
    rarity: float = -0.6089
    everyday: float = -11.9053
    elsewhere: float = -5.864
    intercept: float = -0.0585
    # From which probability a passage is said to answer: above it 0.83 of needs and topics have a right work first, between the lines
    # 0.27. And from which it is related: chosen among the needs that aren't held apart, so that few of those that a library has
    # works for get the state "nothing", and most of those that it lacks do (docs/quality.md).
    answers: float = 0.4
    related: float = 0.15
    passages_shown: int = 200  # evidence that a document speaks of a topic, at most


@dataclass(frozen=True)
class WordRelevanceWeights(RelevanceWeights):
    """The same for a library that has no vectors yet, where cosines are only expected; fitted likewise (2026-11-26, multilingual-e5-small)."""

    score: float = 1.2727
    behind: float = 0.2042
    coverage: float = -1.7141
    letters: float = 4.2653
    nearby_cosine: float = -8.5707
    apart: float = -8.5707
    peak: float = 2.3374
    unmet: float = -0.6345
    words: float = 10.5801
    rarity: float = -2.3785
    everyday: float = 0.0
    elsewhere: float = 0.0
    intercept: float = -14.1805


@dataclass(frozen=True)
class SimilarWeights:
    """Logistic regression on whether two works are about the same; the threshold of an answer is in `RelevanceWeights`.

    Fitted by `bench/similar.py` on the judged pairs of `bench/similar.toml` (2026-11-26, multilingual-e5-small). Cross-validated by
    document, 0.63 of the works judged similar are above the line, and 0.65 of what is above it is right.
    """

    cosine: float = 16.04  # of the two documents' mean vectors
    shared: float = 1.43  # people and organisations that both name, at most two
    intercept: float = -8.06
    related: float = 0.18  # a threshold of its own: that of texts is set so that few needs find nothing


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
    title: float = 0.3  # taken off a sentence that repeats its document's title, where no name or date is asked for
    passages: int = 20  # passages whose sentences are scored
    # Of the sentence with the question: alone, and times the share of the question that no passage matches. With 2.0 instead of
    # 0 the right page of a paraphrase is cited 0.35 instead of 0.14; on the corpora and SQuAD-it nothing is lost.
    cosine: float = 0.3
    unmet_cosine: float = 2.0
    # Sentences that the answer scorer reads, and the weight of its score: with 0, 0.1 and 0.2 the first sentence is from a right page for
    # 0.667, 0.674 and 0.681 of 135 questions to both corpora, and one of the first three holds the evidence for 0.548, 0.585 and
    # 0.585; with 0.2 a right page is among the quotes for 0.855 instead of 0.880 of the facts. Reading 16 or 24 changes one or two.
    read: int = 8
    answers: float = 0.1
    further_quote: float = 0.6  # share of the first quote's score that a further one needs; measured on SQuAD-it
    table_cell: float = 0.8  # share of the best score that a document's sentence needs for a cell of the evidence table


@dataclass(frozen=True)
class AnswerabilityLimits:
    """When a question is answered, by the probability that boosted trees give; `kb.answer.refusal.answerability.features` explains
    what they know.

    Fitted by `bench/fit_refusal.py` on the questions of both measuring corpora and the sample, in both languages,
    everyday questions, the sample's paraphrases and 500 of SQuAD-it, with and without the documents that answer them,
    on each corpus's questions over another and on senseless ones (multilingual-e5-small).
    """

    trees: Path = Path(__file__).parent / "answer" / "refusal" / "data" / "multilingual-e5-small-answerability.json"
    # Probability below which a question is refused. With trees that haven't seen them, of the two corpora's answerable questions 0.06 are
    # refused, of those without an answer 0.88; of everyday questions that nothing is fitted on 0.11 and 0.90.
    threshold: float = 0.33
    # The share of it that suffices for a work named in the question, by judgement.
    named_work: float = 0.35


@dataclass(frozen=True)
class RankingConfig:
    """Every weight by which a question is ranked, answered or refused."""

    fields: FieldWeights = field(default_factory=FieldWeights)
    translation: TranslationWeights = field(default_factory=TranslationWeights)
    ranker: RankerWeights = field(default_factory=RankerWeights)
    rank: RankWeights = field(default_factory=RankWeights)
    relevance: RelevanceWeights = field(default_factory=RelevanceWeights)
    word_relevance: WordRelevanceWeights = field(default_factory=WordRelevanceWeights)
    similar: SimilarWeights = field(default_factory=SimilarWeights)
    sentences: SentenceWeights = field(default_factory=SentenceWeights)
    answerability: AnswerabilityLimits = field(default_factory=AnswerabilityLimits)


DEFAULT = RankingConfig()

FITTED_WITH = "multilingual-e5-small"
# The weights of each embedding model, by its name without its version. Any other gets DEFAULT, those of the multilingual one.
_OF_MODELS = {FITTED_WITH: DEFAULT}


def weights_of(identity: str) -> RankingConfig:
    """The weights for the embedding model of this identity ("name@version"; "" while nothing is embedded)."""
    return _OF_MODELS.get(identity.partition("@")[0], DEFAULT)


def foreign_weights(identity: str) -> str:
    """The name of the model whose weights stand in for missing ones of this model; "" if it has its own."""
    return "" if not identity or identity.partition("@")[0] in _OF_MODELS else FITTED_WITH
