"""An invented set of articles with near copies, as newsrooms make them: cut, edited, with a head of their own, reordered."""

import random

STOCK = [
    "A spokesman did not respond to a request for comment.",
    "The ministry declined to give further details on Sunday.",
    "He spoke on condition of anonymity because he was not authorised to speak to reporters.",
    "The two sides have held three rounds of talks since the spring, without a result so far.",
]


def articles(stories: int, seed: int = 1) -> tuple[list[str], list[int]]:
    """Texts, and for each the number of its story; about half of the stories have copies."""
    rng = random.Random(seed)
    syllables = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u", "an", "er", "il")]
    words = ["".join(rng.choices(syllables, k=rng.choice((1, 2, 2, 3)))) for _ in range(6000)]
    weights = [1 / (n + 3) for n in range(len(words))]
    supply = iter(())

    def sentence():
        nonlocal supply
        some = []
        for _ in range(rng.randint(8, 28)):
            word = next(supply, None)
            if word is None:
                supply = iter(rng.choices(words, weights, k=20_000))
                word = next(supply)
            some.append(word)
        return " ".join(some).capitalize() + "."

    def story():
        text = [" ".join(sentence() for _ in range(rng.randint(1, 3))) for _ in range(rng.randint(6, 20))]
        for _ in range(rng.randint(0, 2)):
            text.insert(rng.randrange(len(text)), rng.choice(STOCK))
        return text

    def copy(text):
        share = rng.uniform(0.4, 0.9)
        kept = text[: max(2, round(share * len(text)))]
        if rng.random() < 0.3:
            rng.shuffle(kept)
        kept = [" ".join(_edited(rng, words, paragraph.split())) for paragraph in kept]
        head = [" ".join(rng.choices(words, k=rng.randint(3, 12)))] if rng.random() < 0.5 else []
        return "\n\n".join(head + kept)

    texts, of = [], []
    for number in range(stories):
        text = story()
        texts.append("\n\n".join(text))
        of.append(number)
        for _ in range(rng.choice((0, 0, 0, 1, 2, 4))):
            texts.append(copy(text))
            of.append(number)
    order = list(range(len(texts)))
    rng.shuffle(order)
    return [texts[n] for n in order], [of[n] for n in order]


def _edited(rng, words, text):
    for word in text:
        chance = rng.random()
        if chance < 0.01:
            continue
        yield rng.choice(words) if chance < 0.02 else word
        if chance > 0.995:
            yield rng.choice(words)


def recall_and_precision(found, of):
    """Of all pairs of the same story the share found together; of all pairs found together the share of the same story."""

    def pairs(groups):
        sizes = {}
        for group in groups:
            sizes[group] = sizes.get(group, 0) + 1
        return sum(n * (n - 1) // 2 for n in sizes.values())

    right = pairs(zip(found, of, strict=True))
    return right / pairs(of), right / max(1, pairs(found))
