"""Writes corpus.csv from corpus.txt: one row for each word that is no function word and that occurs
at least three times. Of two words it is said what they are about wherever they stand: 1 baking, 2 sailing."""
import csv, re
from collections import Counter
from pathlib import Path

folder = Path(__file__).parent
same = {"boats": "boat", "rises": "rise", "bakes": "bake", "baked": "bake", "slowly": "slow", "slows": "slow"}
little = set("""a after all and as at before both but came each for from go goes good had if in is it its let little more
must no of on once one over saw some the them there to two until was we when while will with without""".split())
documents = []
for line in (folder / "corpus.txt").read_text().splitlines():
    words = [same.get(w, w) for w in re.findall("[a-z]+", line.lower())]
    documents.append([w for w in words if w not in little])
topics = {"dough": 1, "sails": 2}
counts = Counter(w for d in documents for w in d)
with open(folder / "corpus.csv", "w", newline="") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["doc", "place", "word", "topic"])
    for number, words in enumerate(documents, 1):
        kept = [w for w in words if counts[w] >= 3]
        for place, word in enumerate(kept, 1):
            rows.writerow([number, place, word, topics.get(word, "NA")])
