"""Ingestion and search with stock llama-index, as in its starter tutorial: SimpleDirectoryReader, default splitter, Chroma.

Runs in its own virtual environment. Arguments: the model's folder, a JSON file with `files` and `questions`. Prints JSON
with seconds and, for each question, the names and pages (1-based) of the ten nearest passages.
"""

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path


def main(model: str, task: dict[str, list[str]]) -> None:
    """Read, split, embed and store the files; then search for each question."""
    import chromadb
    from llama_index.core import Settings, SimpleDirectoryReader, StorageContext, VectorStoreIndex
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.vector_stores.chroma import ChromaVectorStore

    Settings.embed_model = HuggingFaceEmbedding(
        model_name=model, device="cpu", query_instruction="query: ", text_instruction="passage: "
    )
    started, before = time.monotonic(), time.process_time()
    documents = SimpleDirectoryReader(input_files=task["files"]).load_data()
    read = time.monotonic() - started
    collection = chromadb.PersistentClient(tempfile.mkdtemp()).get_or_create_collection("stock")
    storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
    index = VectorStoreIndex.from_documents(documents, storage_context=storage)
    result = {"read": read, "total": time.monotonic() - started, "processor": time.process_time() - before}
    seen: Counter[str] = Counter()
    places = {}
    for document in documents:  # one for each page of a PDF, in order
        name = document.metadata["file_name"]
        seen[name] += 1
        places[document.id_] = (name, seen[name])
    retriever = index.as_retriever(similarity_top_k=10)
    found = [[places[hit.node.ref_doc_id] for hit in retriever.retrieve(text)] for text in task["questions"]]
    print(json.dumps({**result, "nodes": collection.count(), "found": found}))


if __name__ == "__main__":
    main(sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")))
