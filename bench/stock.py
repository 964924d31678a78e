"""Ingestion with stock llama-index, as in its starter tutorial: SimpleDirectoryReader, default splitter, Chroma.

Runs in a virtual environment of its own; prints JSON with seconds.
"""

import json
import sys
import tempfile
import time


def main(model: str, files: list[str]) -> None:
    """Read, split, embed and store the files."""
    import chromadb
    from llama_index.core import Settings, SimpleDirectoryReader, StorageContext, VectorStoreIndex
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.vector_stores.chroma import ChromaVectorStore

    Settings.embed_model = HuggingFaceEmbedding(model_name=model, device="cpu")
    started = time.monotonic()
    documents = SimpleDirectoryReader(input_files=files).load_data()
    read = time.monotonic() - started
    collection = chromadb.PersistentClient(tempfile.mkdtemp()).get_or_create_collection("stock")
    storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
    VectorStoreIndex.from_documents(documents, storage_context=storage)
    print(json.dumps({"read": read, "total": time.monotonic() - started, "nodes": collection.count()}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[3:])
