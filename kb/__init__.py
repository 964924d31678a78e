"""What the library knows and how it answers."""

import os

# numpy's own threads wait for work by turning in circles: a second core spent, and a search not any sooner.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
