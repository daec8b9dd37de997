"""Writes the simulated tables of this folder and the binary form of the Pima table."""

import csv
import random
import statistics
from pathlib import Path

FOLDER = Path(__file__).parent


def write(name, header, rows):
    with open(FOLDER / name, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def dice(rng):
    """Forty games with one of three dice, changed now and then without telling."""
    stay = 0.9
    sides = [[1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 10], [6, 3, 2, 1, 1, 1]]
    for game in range(1, 41):
        state = rng.randrange(3)
        for throw in range(1, rng.randint(15, 40) + 1):
            if rng.random() > stay:
                state = rng.choice([other for other in range(3) if other != state])
            yield game, throw, rng.choices(range(1, 7), sides[state])[0]


TOPICS = [
    "rain wind cloud storm sun frost snow thaw".split(),
    "flour yeast oven dough salt crust butter sugar".split(),
    "goal ball match team score pass keeper cup".split(),
]


def words(rng):
    """Thirty documents that mix three topics."""
    for document in range(1, 31):
        weights = [rng.gammavariate(0.3, 1) for _ in TOPICS]
        for place in range(1, rng.randint(20, 60) + 1):
            topic = rng.choices(TOPICS, weights)[0]
            yield document, place, rng.choice(topic)


def ratings(rng):
    """A third of the ratings of sixty users for forty films, of rank three plus noise."""
    users = [[rng.gauss(0, 1) for _ in range(3)] for _ in range(60)]
    films = [[rng.gauss(0, 1) for _ in range(3)] for _ in range(40)]
    for user, a in enumerate(users, 1):
        for film, b in enumerate(films, 1):
            if rng.random() < 1 / 3:
                score = sum(x * y for x, y in zip(a, b)) + rng.gauss(0, 0.5)
                yield user, film, round(score, 2)


def pima_binary():
    """Each measurement of the Pima table above its median or not."""
    with open(FOLDER / "pima.csv") as file:
        table = list(csv.DictReader(file))
    names = [name for name in table[0] if name != "type"]
    medians = {name: statistics.median(float(row[name]) for row in table) for name in names}
    for row in table:
        yield [int(float(row[name]) > medians[name]) for name in names] + [row["type"]]


if __name__ == "__main__":
    write("dice.csv", ["game", "throw", "face"], dice(random.Random(1)))
    write("words.csv", ["doc", "place", "word"], words(random.Random(2)))
    write("ratings.csv", ["user", "film", "rating"], ratings(random.Random(3)))
    header = "npreg glu bp skin bmi ped age type".split()
    write("pima_binary.csv", header, pima_binary())
