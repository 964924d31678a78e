"""Training the scorer of answers (`kb/models/answer_scorer.py`): texts, then weights."""
