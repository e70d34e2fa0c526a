"""Impasto against `pastiche` (PyPI): same machine, pictures, weights, size and threads, one after the other in one run.

    python -m benchmarks.race photos/cat.png+paintings/wave.jpg photos/dog.png+paintings/mosaic.jpg --plot race.png

Each pair is painted by pastiche with its defaults (300 steps), then by Impasto `standard` and `draft`. Each engine
saves its picture now and then; the judge scores the saved files afterwards, outside the timing. Loading the network
counts for all. Writes the pictures and `race.json` to `--out`, and with `--plot` the curves; a pair that is in
`race.json` already is not run again.

Where all of pastiche's pictures of a pair lie in `--out` already they are taken as they are (it paints the same
picture every time), and its seconds are those of loading and `TIMED_STEPS` steps in this call, the steps multiplied
up. That flatters pastiche: its steps become slower as the history of its L-BFGS grows.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any, Final

import torch
from pastiche.pastiche import PasticheArtist, save_image
from PIL import Image

from benchmarks.evaluate import Judge, Score
from engine.messages import Progress, Result, StyleRequest
from engine.options import Quality, StyleOptions
from engine.painting.stylizer import Stylizer

PEER: Final = "pastiche"
PEER_MARKS: Final = (10, 25, 50, 75, 100, 150, 200, 250, 300)
TIMED_STEPS: Final = 20
OURS: Final[tuple[Quality, ...]] = ("standard", "draft")
COLORS: Final = {PEER: "tab:gray", "standard": "tab:red", "draft": "tab:orange"}

STYLE_MARGIN: Final = 0.25
"""Of the peer's style, that `standard` may have at most."""

Marks = list[tuple[int, float, Path]]


def run_peer(photo: Path, painting: Path, size: int, folder: Path) -> Marks:
    """Pastiche with its defaults (L-BFGS from the photo): (step, seconds, saved picture)."""
    files = {step: folder / f"{PEER}_{step}.png" for step in PEER_MARKS}
    painted = all(file.exists() for file in files.values())
    torch.manual_seed(0)
    marks: Marks = []
    began = time.monotonic()
    artist = PasticheArtist(str(photo), [str(painting)], size=size, device="cpu")
    loaded = time.monotonic() - began
    for step in range(1, (TIMED_STEPS if painted else PEER_MARKS[-1]) + 1):
        artist.draw()
        if not painted and step in files:
            marks.append((step, time.monotonic() - began, files[step]))
            save_image(artist.pastiche, str(files[step]))
    if painted:
        pace = (time.monotonic() - began - loaded) / TIMED_STEPS
        marks = [(step, loaded + step * pace, file) for step, file in files.items()]
    return marks


def run_ours(photo: Path, painting: Path, size: int, folder: Path, quality: Quality) -> Marks:
    """Impasto with its defaults: the previews that everybody sees on the way, and the picture."""
    marks: Marks = []
    began = time.monotonic()
    request = StyleRequest(
        photo.read_bytes(), (painting.read_bytes(),), StyleOptions(size=size, quality=quality)
    )
    for update in Stylizer("cpu").run(request):
        seconds = time.monotonic() - began
        match update:
            case Progress(step=step, preview=bytes(data)) if step:
                marks.append((step, seconds, folder / f"{quality}_{step}.jpg"))
                marks[-1][2].write_bytes(data)
            case Result():
                marks.append((update.iterations, seconds, folder / f"{quality}.png"))
                marks[-1][2].write_bytes(update.image)
    return marks


def race(photo: Path, painting: Path, size: int, folder: Path) -> dict[str, Any]:
    """All engines on one pair, peer first, then scored."""
    folder.mkdir(parents=True, exist_ok=True)
    marks = {PEER: run_peer(photo, painting, size, folder)}
    for quality in OURS:
        marks[quality] = run_ours(photo, painting, size, folder, quality)
    with Image.open(marks[PEER][-1][2]) as final:
        full = final.size
    judge = Judge(photo, painting, full)
    curves: dict[str, list[dict[str, float]]] = {}
    for engine, taken in marks.items():
        curves[engine] = []
        for step, seconds, file in taken:
            with Image.open(file) as picture:
                score = judge.score(picture.convert("RGB").resize(full, Image.Resampling.LANCZOS))
            curves[engine].append({"step": step, "seconds": seconds, **score.flat()})
    return {
        "pair": f"{photo.stem} + {painting.stem}",
        "width": full[0],
        "height": full[1],
        "curves": curves,
    }


def as_good(ours: dict[str, float], peers: dict[str, float], margin: float) -> bool:
    """Whether `ours` has at most `margin` of the peer's style, no more on unseen layers and no less content."""
    return (
        ours["style"] <= margin * peers["style"]
        and all(ours[name] <= peers[name] for name in ("relu3_3", "relu4_3"))
        and ours["content_cosine"] >= peers["content_cosine"]
        and ours["gradient_correlation"] >= peers["gradient_correlation"]
    )


def table(results: list[dict[str, Any]]) -> str:
    """The final pictures, side by side, in Markdown."""
    columns = Score.columns()
    header = ["pair", "engine", "steps", "seconds", "peer's time", *columns, "as good"]
    lines = [f"| {' | '.join(header)} |", "|" + "---|" * len(header)]
    for result in results:
        last = {engine: curve[-1] for engine, curve in result["curves"].items()}
        peers = last[PEER]
        for engine, row in last.items():
            margin = STYLE_MARGIN if engine == "standard" else 1.0
            verdict = "" if engine == PEER else "yes" if as_good(row, peers, margin) else "no"
            share = "" if engine == PEER else f"1/{peers['seconds'] / row['seconds']:.0f}"
            cells = [
                *(result["pair"], engine, str(row["step"]), f"{row['seconds']:.1f}", share),
                *(f"{row[name]:.3f}" for name in columns),
                verdict,
            ]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def plot(results: list[dict[str, Any]], file: Path, columns: int = 4) -> None:
    """Style and content of the saved picture over time: two panels a pair, one above the other."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    labels = {"style": "style, of the photo's", "content_cosine": "content, relu4_2"}
    blocks = -(-len(results) // columns)
    figure, axes = pyplot.subplots(
        len(labels) * blocks, columns, figsize=(4 * columns, 4.5 * blocks), squeeze=False
    )
    for number, result in enumerate(results):
        block, column = divmod(number, columns)
        for row, (name, label) in enumerate(labels.items()):
            panel = axes[len(labels) * block + row][column]
            for engine, curve in result["curves"].items():
                seconds, values = ([mark[key] for mark in curve] for key in ("seconds", name))
                panel.plot(seconds, values, ".-", color=COLORS[engine], label=engine)
            panel.set_xscale("log")
            panel.set_ylabel(label)
        axes[len(labels) * block][column].set_title(result["pair"], fontsize=9)
        axes[len(labels) * block][column].set_yscale("log")
        axes[len(labels) * block + 1][column].set_xlabel("seconds")
    axes[0][0].legend()
    figure.tight_layout()
    figure.savefig(file, dpi=80)


def pair(text: str) -> tuple[Path, Path]:
    """`photo+painting`, two files."""
    photo, plus, painting = text.partition("+")
    for file in (photo, painting):
        if not plus or not Path(file).is_file():
            raise argparse.ArgumentTypeError(f"{text!r}: expected two files as in photo.jpg+painting.jpg")
    return Path(photo), Path(painting)


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", nargs="+", type=pair, metavar="PHOTO+PAINTING")
    parser.add_argument("--size", type=int, default=512, help="longest side in pixels (%(default)s)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("out/race"), help="pictures and race.json go here")
    parser.add_argument("--plot", type=Path, help="also draw the curves")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    book = arguments.out / "race.json"
    results: list[dict[str, Any]] = json.loads(book.read_text()) if book.exists() else []
    done = {result["pair"] for result in results}
    for photo, painting in arguments.pairs:
        if f"{photo.stem} + {painting.stem}" in done:
            continue
        folder = arguments.out / f"{photo.stem}_{painting.stem}"
        results.append(race(photo, painting, arguments.size, folder))
        book.write_text(json.dumps(results, indent=1))
        print(table(results[-1:]), flush=True)
    print(table(results))
    if arguments.plot:
        plot(results, arguments.plot)


if __name__ == "__main__":
    main()
