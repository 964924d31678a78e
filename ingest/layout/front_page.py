"""The formal lines of a front page: university, roles, degree course, year."""

import re

FRONT = re.compile(
    r"universit|politecnic|polytechnic|alma mater|dipartiment|department|facult|facolt|scuola (?:di|del)|school of|corso di|laurea"
    r"|tesi (?:di|in|magistr|trienn|speriment)|thesis|dissertation|anno accademico|academic year|relator|supervis|candidat|matricola"
    r"|presentat|submitted|advisor|session|campus|degree|bachelor|a\.a\.|elaborato|docente|college|institute of|studi di|\bdegli studi"
    r"|prova finale|final report$|relazione finale$|final year project|executive summary|master of|professor|policy brief$|confidential|www\.|https?:|^author|^\W*\d+\W*$",
    re.I,
)
