"""A corpus in which somebody changes sides and a topic rises: forty articles of a year, and copies among them."""

import datetime as dt
import random

from tests import corpora

PEOPLE = {"Ilka Torvald": "Velland", "Anna Marren": "Tellan", "Oda Brandt": "Velland", "Pavel Tevik": ""}


def rows(seed=2, count=60):
    """Ilka Torvald is for sanctions until June and against them since; trade rises after June; Anna Marren is against."""
    rng = random.Random(seed)
    found = []
    for n in range(count):
        day = dt.date(2021, 1, 4) + dt.timedelta(days=6 * n)
        late = day >= dt.date(2021, 7, 1)
        lines = []
        for _ in range(rng.randint(2, 6)):
            who = rng.choice(corpora.PEOPLE)
            topic = rng.choice(
                ["sanctions", "nuclear", *["trade"] * 4] if late else [*["sanctions"] * 4, "nuclear", "trade"]
            )
            side = {"Ilka Torvald": "oppose" if late else "support", "Anna Marren": "oppose"}.get(who)
            if side is None or rng.random() < 0.12 or topic != "sanctions":
                side = rng.choice(corpora.SIDES)
            lines.append(f"{who} said that {topic} number {rng.randint(1, 99)} would find {side}.")
        text = "\n\n".join([f"Ships wait in the harbour on day {n}.", *lines])
        when = "" if n % 23 == 7 else str(day)
        found.append(
            corpora.row(
                f"turn-{n:03}", text, outlet=corpora.OUTLETS[n % 3], published=when, title=f"Harbour <b>{n}</b>"
            )
        )
    return found
