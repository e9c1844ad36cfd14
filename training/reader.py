"""The weights of analysis/models/reader, from coded articles, own rows and marked targets.

    python -m training.reader            # what is shipped
    python -m training.reader --fold 0   # without the articles of one fold, for the figures

Extra `train`. It starts from the base weights and learns from coded articles, from `positions.tsv`, and from the
targets of NewsMTSC train, which are marked. What was learned so far is kept in .cache/reader: a run that was cut off
goes on, to the same weights. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import pickle
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from analysis import knowledge
from analysis.annotate import with_statements, with_words
from analysis.articles import document
from analysis.encoder import batches
from analysis.likeness import NO_TOPIC
from analysis.reader import CONTENT, CUE, POSITIONS, SOURCE, TARGET, Asked, Asking, Question, feed, range_of
from analysis.saving import saved
from analysis.spans import Span
from analysis.text import index_of
from training import gold
from training.network import LAYERS, SKIP, WIDTH, Rounded, Steps, base_model, blocked, export, halved, keep, resumed
from training.spoken import READERS, all_texts, codes_of, fold_of, matched

OWN = Path(__file__).parent / "positions.tsv"
SIDES = {"positive": "support", "negative": "oppose", "neutral": "neutral"}
FEW = 60  # acts, topics, and the pieces of short statements
LIKENESS = 96  # numbers by which topics are compared
OUTPUTS = ["positions", "acts", "likeness", "second", "ends", "evidence", "shares"]

# ── the model ───────────────────────────────────────────────────────────────────────────────────────────────


class ReaderNet(nn.Module):
    """The encoder of the base weights with marks, and what is said of a statement and of each piece."""

    def __init__(self, a: argparse.Namespace, acts: int, topics: int) -> None:
        super().__init__()
        self.lower, _ = base_model(LAYERS, a.drop)
        self.lower.word.weight.requires_grad_(False)
        self.drop, self.ends = a.drop, a.ends
        self.mark = nn.Embedding(5, WIDTH)
        nn.init.normal_(self.mark.weight, std=0.05)
        with torch.no_grad():
            self.mark.weight[0] = 0
        seen = 5 * WIDTH
        self.position = nn.Sequential(Rounded(seen, WIDTH), nn.GELU(), nn.Dropout(a.drop), Rounded(WIDTH, 4))
        self.act = nn.Sequential(Rounded(seen, WIDTH), nn.GELU(), nn.Dropout(a.drop), Rounded(WIDTH, acts))
        self.second = Rounded(seen, 1)
        self.topic, self.kinds = Rounded(seen, LIKENESS), nn.Parameter(torch.randn(topics, LIKENESS) * 0.1)
        self.key, self.query = Rounded(WIDTH, 4 * a.ends), Rounded(seen, 4 * a.ends)
        self.evidence = Rounded(WIDTH, 1)

    def forward(self, ids: Tensor, shape: Tensor, quote: Tensor, mark: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        """Of b questions: positions (b, 4), acts, likeness (b, LIKENESS), the chance of a second target (b, 1);
        of their t pieces: ends (b, t, 4), first and last of the target and of the second, evidence (b, t, 1), and
        what each brings to likeness if it is of the content (b, t, LIKENESS).
        """
        x = self.read(ids, shape, quote, mark, mask).float()
        seen = torch.cat([x[:, 0], *(self.mean(x, mark == n) for n in (CONTENT, CUE, SOURCE, TARGET))], -1)
        seen = F.dropout(seen, self.drop, self.training)
        b, t = mark.shape
        key, query = self.key(x).reshape(b, t, 4, -1), self.query(seen).reshape(b, 1, 4, -1)
        ends = (key * query).sum(-1).float() * self.ends**-0.5 + (1 - mask).unsqueeze(2) * -10000.0
        likeness = F.normalize(self.topic(seen).float(), dim=-1)
        shares = F.linear(x, self.topic.weight[:, WIDTH : 2 * WIDTH])
        return self.position(seen), self.act(seen), likeness, self.second(seen), ends, self.evidence(x), shares

    def read(self, ids: Tensor, shape: Tensor, quote: Tensor, mark: Tensor, mask: Tensor) -> Tensor:
        """What the last layer gives."""
        low = self.lower
        place = low.place.weight[: ids.shape[1]]
        x = low.norm(low.word(ids) + place + low.shape(shape) + low.quote(quote) + self.mark(mark))
        x = F.dropout(x, self.drop, self.training)
        away = blocked(mask)
        for layer in low.layers:
            x = layer(x, away)
        return x

    def mean(self, x: Tensor, chosen: Tensor) -> Tensor:
        """The mean of the chosen pieces of each row, zero where there are none."""
        weight = chosen.float()
        return ((weight / weight.sum(1, keepdim=True).clamp(min=1)).unsqueeze(1) @ x).squeeze(1)

    def topics(self, likeness: Tensor) -> Tensor:
        """Scores of the topics."""
        return 12 * likeness @ F.normalize(self.kinds, dim=-1).T


# ── the examples ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and what is known of its answers; SKIP where nothing is.

    asked: its pieces. target, second: first and last of them, counted from 1, 0 for none. more: whether there is a
    second. evidence: of each piece, None where unknown. narrow: of a set without conditional positions.
    """

    asked: Asked
    position: int = SKIP
    act: int = SKIP
    topic: int = SKIP
    target: tuple[int, int] = (SKIP, SKIP)
    second: tuple[int, int] = (SKIP, SKIP)
    more: int = SKIP
    evidence: np.ndarray | None = None
    weight: float = 1.0
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """Acts and topics by number; the last topic is none."""

    acts: list[str]
    topics: list[str]


def named() -> Names:
    """The acts of statements, and the topics that were coded."""
    lexicons = knowledge.load().lexicons
    found = {t for path in coded() for c in codes_of(path.stem) for t in c["A"]["topics"]}
    said = {c["A"]["act"] for path in coded() for c in codes_of(path.stem)}
    return Names([act for act in lexicons.acts if act in said], [*sorted(found), NO_TOPIC])


def coded() -> list[Path]:
    """The coded articles."""
    return sorted((gold.gold_folder() / "coded" / "train").glob("*.json"))


def spans(found: Any) -> tuple[Span, ...]:
    """Spans as they stand in JSON: one or several, or none."""
    if not found:
        return ()
    return (Span(*found),) if isinstance(found[0], int) else tuple(Span(*s) for s in found)


def pieces_at(asking: Asking, asked: Any, some: Sequence[Span]) -> np.ndarray:
    """The pieces of a question that some spans touch, from 0."""
    found = np.zeros(len(asked.mark), dtype=bool)
    for span in some:
        a, b = range_of(asking.words, span)
        found[max(0, asking.ends[a] - asked.at) : max(0, asking.ends[b] - asked.at)] = True
    return np.flatnonzero(found)


def ends_of(asking: Asking, asked: Any, some: Sequence[Span]) -> tuple[int, int]:
    """The first and last piece of a target, from 1; 0 where there is none, SKIP where it is not seen."""
    if not some:
        return 0, 0
    at = pieces_at(asking, asked, some[:1])
    return (int(at[0]) + 1, int(at[-1]) + 1) if len(at) else (SKIP, SKIP)


def of_codes(names: Names) -> Iterator[tuple[str, list[list[Example]]]]:
    """Of each coded article the ways in which each of its statements may be asked: as coded, as found, of a target."""
    for text in all_texts("coded"):
        name, codes = text.key.partition(" ")[2], codes_of(text.key.partition(" ")[2])
        index = index_of(text.doc.text, knowledge.load().models.pieces)
        asking = Asking(index)
        found = {id(code): s for code, s in matched(text.doc, codes)}
        ways = []
        for code in codes:
            plain = Question(*(spans(code[k]) for k in ("source", "cue", "content")))
            asked = [plain]
            if id(code) in found:
                s = found[id(code)]
                asked.append(Question(s.source, s.cue, s.content))
            ways.append([x for q in asked for x in of_code(code["A"], q, asking, names)])
        yield name, ways


def of_code(answer: dict[str, Any], question: Question, asking: Asking, names: Names) -> Iterator[Example]:
    """A statement, and where there are two targets also asked of each of them."""
    asked = asking.of(question)
    evidence = np.zeros(len(asked.mark), dtype=np.float32)
    evidence[pieces_at(asking, asked, spans(answer["evidence"]))] = 1
    second = answer.get("second") or []
    yield Example(
        asked,
        POSITIONS.index(answer["position"]),
        names.acts.index(answer["act"]),
        names.topics.index((answer["topics"] or [NO_TOPIC])[0]),
        ends_of(asking, asked, spans(answer["target_span"])),
        ends_of(asking, asked, spans(second[0]["target_span"])) if second else (SKIP, SKIP),
        int(bool(second)),
        evidence,
        1.0 if answer.get("sure", True) else 0.6,
    )
    for one in [answer, *second][: 2 if second else 0]:
        aimed = asking.of(question._replace(target=spans(one["target_span"])[:1]))
        if (aimed.mark == TARGET).any():
            yield Example(aimed, POSITIONS.index(one["position"]))


def own_rows() -> list[dict[str, str]]:
    """The rows of positions.tsv."""
    with OWN.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def unmarked(text: str) -> tuple[str, list[Span], list[Span]]:
    """A text without its marks, the ⟦content⟧ and the «target» that they enclosed."""
    plain, found, opened = "", {"⟧": [], "»": []}, {}
    for part in re.split("([⟦⟧«»])", text):
        if part in ("⟦", "«"):
            opened["⟧" if part == "⟦" else "»"] = len(plain)
        elif part in found:
            found[part].append(Span(opened[part], len(plain)))
        else:
            plain += part
    return plain, found["⟧"], found["»"]


def of_rows(names: Names, work: Path) -> list[list[Example]]:
    """The rows of positions.tsv."""
    pieces, ways = knowledge.load().models.pieces, []
    for row, question in zip(own_rows(), found_in_rows(work), strict=True):
        text, _, target = unmarked(row["text"])
        asking = Asking(index_of(text, pieces))
        one = asking.of(question)
        position, act = POSITIONS.index(row["position"]), names.acts.index(row["act"])
        ways.append([Example(one, position, act, target=ends_of(asking, one, target))])
    return ways


def found_in_rows(work: Path) -> list[Question]:
    """The statements of the rows as the chain finds them, else their content alone; found once, and kept."""
    made = OWN.read_bytes() + (knowledge.MODELS / "encoder" / "first.onnx").read_bytes()
    path = work / f"rows-{hashlib.sha1(made).hexdigest()[:20]}.pickle"
    if not path.exists():
        saved(path, pickle.dumps([found_in(row["text"]) for row in own_rows()]))
    questions: list[Question] = pickle.loads(path.read_bytes())
    return questions


def found_in(row: str) -> Question:
    """The statement of a row as the chain finds it."""
    known = knowledge.load()
    text, content, _ = unmarked(row)
    doc = document(text, known)
    index = index_of(text, known.models.pieces, doc.paragraphs)
    doc = with_statements(with_words(doc, index, known), index, known, [])
    best = max(doc.statements, key=lambda s: shared(s.content, content), default=None)
    if best and shared(best.content, content) > 0.5 * sum(c.end - c.start for c in content):
        return Question(best.source, best.cue, best.content)
    return Question((), (), tuple(content) or (Span(0, len(text)),))


def shared(some: Sequence[Span], others: Sequence[Span]) -> int:
    """Code points that two lists of spans share."""
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in some for b in others)


def of_targets(part: str) -> list[list[Example]]:
    """The targets of a part of NewsMTSC, marked in their sentences."""
    pieces, ways = knowledge.load().models.pieces, []
    for row in gold.newsmtsc(part):
        asking = Asking(index_of(row.text, pieces))
        one = asking.of(Question((), (), (Span(0, len(row.text)),), (Span(row.start, row.end),)))
        position = POSITIONS.index(SIDES[row.label])
        ways.append([Example(one, position, narrow=True)])
    return ways


# ── the training ────────────────────────────────────────────────────────────────────────────────────────────


def inputs(some: Sequence[Example]) -> tuple[Tensor, ...]:
    """What the model takes of a batch."""
    return tuple(torch.from_numpy(part) for part in feed([e.asked for e in some]).values())


def cost(model: ReaderNet, some: Sequence[Example], a: argparse.Namespace) -> Tensor:
    """What a batch costs: the sum of what each part does, weighed."""
    given = inputs(some)
    with halved():
        position, act, likeness, more, ends, evidence, _ = model(*given)
    position = position.float() - torch.tensor([[0.0, 0.0, 0.0, 1e4 * e.narrow] for e in some])
    weight = torch.tensor([e.weight for e in some])
    right = torch.tensor([e.position for e in some])
    sided = F.cross_entropy(position, right, reduction="none") * (1 - a.smooth)
    sided = sided - a.smooth * torch.log_softmax(position, -1)[:, :3].mean(-1)
    total = (sided * weight).mean()
    for scores, labels, share in (
        (act, [e.act for e in some], a.act),
        (model.topics(likeness), [e.topic for e in some], a.topic),
        *((ends[..., k], [(*e.target, *e.second)[k] for e in some], a.target) for k in range(4)),
    ):
        total = total + share * some_of(scores.float(), torch.tensor(labels), a.smooth)
    told = torch.tensor([e.more for e in some])
    total = total + a.second * F.binary_cross_entropy_with_logits(
        more.float()[:, 0], told.clamp(min=0).float(), weight=(told >= 0).float()
    )
    words, shown = (np.zeros(given[-1].shape, dtype=np.float32) for _ in range(2))
    for row, e in enumerate(some):
        if e.evidence is not None:
            n = len(e.asked.mark) + 1
            words[row, 1:n], shown[row, 1:n] = e.evidence, e.asked.mark > 0
    seen = F.binary_cross_entropy_with_logits(evidence.float()[..., 0], torch.from_numpy(words), reduction="none")
    return total + a.evidence * (seen * torch.from_numpy(shown)).sum() / max(1.0, float(shown.sum()))


def some_of(scores: Tensor, labels: Tensor, smooth: float) -> Tensor:
    """Cross-entropy of the known, as a mean over all; labels are smoothed where there are under FEW choices."""
    known = labels != SKIP
    if not known.any():
        return scores.sum() * 0
    best = scores[known]
    smooth = smooth if best.shape[1] < FEW else 0.0
    return F.cross_entropy(best, labels[known], label_smoothing=smooth, reduction="sum") / len(labels)


def drawn(
    ways: Sequence[Sequence[Example]], aims: Sequence[Sequence[Example]], epoch: int, a: argparse.Namespace
) -> list[list[Example]]:
    """The batches of an epoch: each statement in one of its ways, and a share of the marked targets."""
    rng = random.Random(1000 * a.seed + epoch)
    some = [rng.choice([w for w in way if w.act != SKIP]) for way in ways]
    some += [w for way in ways for w in way if w.act == SKIP and rng.random() < 0.5]
    some += [rng.choice(way) for way in rng.sample(list(aims), int(a.share * len(aims)))]
    order = sorted(some, key=lambda e: (len(e.asked.mark) // 8, rng.random()))
    groups = list(batches([len(e.asked.mark) for e in order], a.room))
    rng.shuffle(groups)
    return [[order[i] for i in group] for group in groups]


def train(
    model: ReaderNet, ways: Sequence[Sequence[Example]], aims: Sequence[Sequence[Example]], a: argparse.Namespace
) -> None:
    """Train to the running mean of the last hundred steps' weights; go on where a run was cut off."""
    plan = [(epoch, n) for epoch in range(a.epochs) for n in range(len(drawn(ways, aims, epoch, a)))]
    steps, mean = Steps(model, a.peak, len(plan)), AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9))
    parts = {"model": model, "mean": mean, "optimiser": steps.optimiser, "schedule": steps.schedule}
    chosen = {name: str(value) for name, value in vars(a).items() if name != "out"}
    progress = a.work / f"progress-{a.fold}.pt"
    done = resumed(parts, progress, chosen)
    model.train()
    began, costs, now, epoch_now = time.time(), [], [], -1
    for step in range(done, len(plan)):
        epoch, n = plan[step]
        if epoch != epoch_now:
            now, epoch_now = drawn(ways, aims, epoch, a), epoch
        torch.manual_seed(1_000_000 * a.seed + step)
        loss = cost(model, now[n], a)
        steps.take(loss)
        if (step + 1) % 10 == 0:
            mean.update_parameters(model)
        costs.append(float(loss.detach()))
        if (step + 1) % 100 == 0 or step + 1 == len(plan):
            print(f"{step + 1}/{len(plan)} {time.time() - began:.0f}s cost {np.mean(costs[-100:]):.3f}", flush=True)
            keep(parts, progress, chosen, step + 1)
    model.load_state_dict(mean.module.state_dict())
    model.eval()


# ── the whole way ───────────────────────────────────────────────────────────────────────────────────────────


def write(model: ReaderNet, names: Names, out: Path) -> None:
    """reader.onnx, and names.json with what acts, topics and numbers are called."""
    given = {name: torch.ones(2, 9, dtype=torch.long) for name in ("ids", "shape", "quote", "mark")}
    given["mask"] = torch.ones(2, 9)
    out.mkdir(parents=True, exist_ok=True)
    export(model, given, OUTPUTS, out / "reader.onnx")
    kinds = F.normalize(model.kinds.detach(), dim=-1).numpy()
    np.savez(out / "topics.npz", kinds=kinds.astype(np.float16))
    heat = {"position": 1.0, "act": 1.0, "topic": 1.0}  # what training/certainty.py fits
    text = json.dumps({"acts": names.acts, "topics": names.topics, "heat": heat, "target": [1.0, 0.0]})
    (out / "names.json").write_text(text + "\n", encoding="utf-8")


def options(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The options given, those of the command line where none are."""
    p = argparse.ArgumentParser()
    p.add_argument("--out", type=Path, default=None)
    p.add_argument("--work", type=Path, default=READERS)
    p.add_argument("--fold", type=int, default=None, help="the fold whose articles are left out")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--ends", type=int, default=64, help="numbers by which the ends of targets are compared")
    p.add_argument("--epochs", type=int, default=4)
    p.add_argument("--peak", type=float, default=1.5e-4)
    p.add_argument("--room", type=int, default=1500, help="word pieces of a batch")
    p.add_argument("--share", type=float, default=0.4, help="of the targets of NewsMTSC in an epoch")
    p.add_argument("--drop", type=float, default=0.1, help="left out within layers")
    p.add_argument("--smooth", type=float, default=0.05)
    for name, share in {"act": 0.5, "topic": 0.3, "target": 0.35, "evidence": 0.5, "second": 0.2}.items():
        p.add_argument(f"--{name}", type=float, default=share, help=f"what the {name} counts beside the position")
    return p.parse_args(given)


def main(given: Sequence[str] | None = None) -> None:
    """Train with the options given."""
    a = options(given)
    torch.manual_seed(a.seed)
    torch.set_num_threads(2)
    a.out = a.out or (knowledge.MODELS / "reader" if a.fold is None else a.work / f"fold{a.fold}")
    names = named()
    articles = [(name, ways) for name, ways in of_codes(names) if fold_of(f"coded {name}") != a.fold]
    ways = [way for _, some in articles for way in some] + of_rows(names, a.work)
    model = ReaderNet(a, len(names.acts), len(names.topics))
    train(model, ways, of_targets("train"), a)
    write(model, names, a.out)


if __name__ == "__main__":
    main()
