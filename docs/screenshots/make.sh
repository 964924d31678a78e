#!/usr/bin/env bash
# Pictures of the main pages over the sample corpus, kept in this folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
for needed in chromium-headless-shell soffice; do
  command -v "$needed" >/dev/null || { echo "$needed is missing. Install Debian's chromium-headless-shell and libreoffice-impress." >&2; exit 1; }
done
home=$(mktemp -d); profile=$(mktemp -d); port=8799
export POLIKB_HOME="$home/library"
.venv/bin/polikb ingest corpora/polisocial-sample/files
.venv/bin/polikb serve --port $port & server=$!
trap 'kill $server; wait $server || true; rm -rf "$home" "$profile"' EXIT
until curl -sf "http://127.0.0.1:$port/api/search?q=acqua" >/dev/null; do sleep 0.2; done
shoot() { # name, width x height, path
  chromium-headless-shell --no-sandbox --disable-gpu --hide-scrollbars \
    --no-first-run --user-data-dir="$profile" --window-size="$2" --screenshot="docs/screenshots/$1.png" "http://127.0.0.1:$port$3" 2>/dev/null
}
question="Quanti+alloggi+sono+stati+recuperati+al+Corvetto%3F"
page=$(.venv/bin/polikb ask "Qual è il costo di gestione del servizio per alloggio?" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["citations"][0]["url"])')
shoot home 1200,820 "/?lang=en"
shoot ask 1200,820 "/ask?lang=it&q=$question"
shoot results 1200,900 "/search?lang=en&q=housing+for+migrant+families"
shoot narrow 400,820 "/search?lang=it&q=energia+solare+nelle+scuole"
shoot page 1200,1500 "$page&lang=it"
shoot document 1200,1000 "${page%%/pages*}?lang=en"
slides=$(curl -s "http://127.0.0.1:$port/api/documents" | python3 -c 'import json, sys; print(next(d["id"] for d in json.load(sys.stdin) if d["format"] == "pptx"))')
curl -s "http://127.0.0.1:$port/documents/$slides" >/dev/null; sleep 15  # LibreOffice makes its pictures
shoot slides 1200,900 "/documents/$slides/pages/2?lang=en"
shoot experts 1200,1000 "/experts?lang=en&q=helping+migrant+families+rent+a+flat"
need="Surplus+fruit+is+thrown+away+at+our+wholesale+market+and+we+want+to+collect+it+by+bike.+We+would+also+train+people+in+quantum+computing."
shoot match 1200,1400 "/match?lang=en&need=$need"
idea="Interviste+agli+inquilini+del+Corvetto+sugli+alloggi+sfitti,+con+il+Comune+di+Milano"
shoot prior-work 1200,1100 "/prior-work?lang=it&idea=$idea"
shoot themes 1200,3000 "/themes?lang=en"
