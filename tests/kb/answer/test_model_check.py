"""A language model is checked on questions whose answers are known."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from kb.answer.model_check import check_model
from kb.answer.pdf_pages import PageViewer
from kb.errors import PolikbError
from kb.library import Library
from kb.models.writer import Writer, load_writer
from kb.settings import load_settings
from tests.servers import ModelServer


def first_sentence(prompt: str) -> list[str]:
    """Writes the first source's first sentence that has a number of the check, word for word."""
    for block in re.split(r"\n\n(?=\[\d+\])", prompt):
        for sentence in re.split(r"(?<=[.!?])\s+", block.partition("\n")[2]):
            if re.search(r"41 famiglie|\b27 dollars", sentence):
                return [f"{' '.join(sentence.split())} [{block[1]}]"]
    return ["NO ANSWER"]


@pytest.fixture
def writer() -> Iterator[Writer]:
    server = ModelServer(first_sentence)
    made = load_writer(replace(load_settings({}), llm="openai:tiny", llm_url=f"{server.url}/v1", llm_seconds=5))
    assert made
    yield made
    server.close()


def test_what_a_model_gets_right_and_why_not(sample: Library, viewer: PageViewer, writer: Writer) -> None:
    checked = list(check_model(sample, viewer, writer))
    assert len(checked) == 12
    right = {one.question for one in checked if one.is_right}
    assert "How much did the tilt sensors cost each?" in right
    wrong = {one.question: one.fault for one in checked if not one.is_right}
    assert "it wrote no answer" in wrong.values()
    assert all(fault for fault in wrong.values()) and len(right) + len(wrong) == 12


def test_a_library_without_the_sample_is_told(library: Library, viewer: PageViewer, writer: Writer) -> None:
    with pytest.raises(PolikbError, match="needs the sample corpus"):
        list(check_model(library, viewer, writer))
