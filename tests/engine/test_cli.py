"""The command as a person runs it; one process a test only where a signal or a terminal is needed."""

import json
import os
import pty
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest
import tifffile
from PIL import Image

from engine.cli import main
from engine.painting.stylizer import Stylizer
from engine.pictures.images import encode
from engine.pictures.prints import tiff
from tests.pictures import quarters, strokes

QUICK = ["--size", "64", "-i", "3", "-q", "--device", "cpu"]


@pytest.fixture
def photo(tmp_path: Path) -> str:
    (tmp_path / "photo.png").write_bytes(encode(quarters(), "png"))
    return str(tmp_path / "photo.png")


@pytest.fixture
def painting(tmp_path: Path) -> str:
    (tmp_path / "painting.jpg").write_bytes(encode(strokes(), "jpeg"))
    return str(tmp_path / "painting.jpg")


@pytest.mark.parametrize(("suffix", "kind"), [(".png", "PNG"), (".jpg", "JPEG"), (".webp", "WEBP")])
def test_the_format_follows_the_extension(
    photo: str, painting: str, tmp_path: Path, suffix: str, kind: str
) -> None:
    out = tmp_path / f"out{suffix}"
    assert main([photo, painting, "-o", str(out), *QUICK]) == 0
    with Image.open(out) as picture:
        assert (picture.format, picture.size) == (kind, (96, 64))


@pytest.mark.parametrize(("flags", "dpi"), [([], 300), (["--dpi", "254.5"], 254.5)])
@pytest.mark.parametrize("colors", ["style", "keep"])
def test_a_tiff_has_16_bits_and_the_resolution(
    photo: str, painting: str, tmp_path: Path, flags: list[str], dpi: float, colors: str
) -> None:
    out, png = tmp_path / "out.tif", tmp_path / "out.png"
    for file in (out, png):
        more = flags if file is out else []
        assert main([photo, painting, "-o", str(file), "--colors", colors, *more, *QUICK]) == 0
    with tifffile.TiffFile(out) as file:
        page = file.pages[0]
        exact = page.asarray()
        assert exact.dtype == np.uint16
        across, inches = page.tags["XResolution"].value
        assert across / inches == pytest.approx(dpi)
        assert json.loads(page.description)["impasto"]["options"]["size"] == 96
    with Image.open(png) as rounded:
        assert np.abs(exact / 257 - np.asarray(rounded)).max() <= 0.51
    assert len(np.unique(exact)) > 256


def test_a_tiff_of_a_picture_kept_early_has_the_size_that_was_asked_for() -> None:
    with tifffile.TiffFile(BytesIO(tiff(np.full((6, 8, 3), 128.0), 300, {}, (16, 12)))) as file:
        pixels = file.pages[0].asarray()
    assert pixels.shape == (12, 16, 3)
    assert np.unique(pixels).tolist() == [(128 * 257)]


@pytest.mark.parametrize(
    ("output", "flags", "words"),
    [
        ("o.png", ["--dpi", "300"], "dpi: is written into a .tif only"),
        ("o.tif", ["--dpi", "0"], "dpi: got 0; expected 1 to"),
        ("o.tif", ["--preview"], "8 bits only"),
    ],
)
def test_what_a_print_cannot_be_is_refused(
    photo: str,
    painting: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    output: str,
    flags: list[str],
    words: str,
) -> None:
    assert main([photo, painting, "-o", str(tmp_path / output), *flags, *QUICK]) == 2
    assert words in capsys.readouterr().err


def test_content_and_style_have_flags_too(photo: str, painting: str, tmp_path: Path) -> None:
    assert main(["-cp", photo, "-sp", painting, "-o", str(tmp_path / "o.png"), *QUICK]) == 0


def test_a_sample_photo_ships_with_the_engine(painting: str, tmp_path: Path) -> None:
    assert main(["--sample", "cat", "-sp", painting, "-o", str(tmp_path / "o.png"), *QUICK]) == 0


def test_a_preset_comes_from_whoever_knows_presets(photo: str, painting: str, tmp_path: Path) -> None:
    asked: list[str] = []

    def find(name: str) -> bytes:
        asked.append(name)
        return Path(painting).read_bytes()

    assert main([photo, "--preset", "mosaic", "-o", str(tmp_path / "o.png"), *QUICK], preset=find) == 0
    assert asked == ["mosaic"]


def test_json_says_what_was_made(
    photo: str, painting: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([photo, painting, "-o", str(tmp_path / "o.png"), "--json", "--seed", "4", *QUICK])
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {
        *("output", "width", "height", "iterations", "loss", "content_loss", "style_loss"),
        *("seconds", "device", "weights", "seed", "options"),
    }
    assert (said["iterations"], said["seed"], said["options"]["size"]) == (3, 4, 64)


def test_from_recipe_repeats_the_picture(photo: str, painting: str, tmp_path: Path) -> None:
    first, again = tmp_path / "first.png", tmp_path / "again.png"
    main([photo, painting, "-o", str(first), "--strength", "80", "--colors", "keep", *QUICK])
    main([photo, painting, "-o", str(again), "--from-recipe", str(first), "-q"])
    assert first.read_bytes() == again.read_bytes()


def test_a_preview_is_a_picture(photo: str, painting: str, tmp_path: Path) -> None:
    out = tmp_path / "o.jpg"
    assert main([photo, painting, "-o", str(out), "--preview", "--size", "128"]) == 0
    with Image.open(out) as picture:
        assert picture.size == (128, 85)


@pytest.mark.parametrize(("suffix", "kind"), [(".gif", "GIF"), (".webp", "WEBP")])
def test_a_timelapse_is_written(photo: str, painting: str, tmp_path: Path, suffix: str, kind: str) -> None:
    film = tmp_path / f"film{suffix}"
    main([photo, painting, "-o", str(tmp_path / "o.png"), "--timelapse", str(film), *QUICK])
    with Image.open(film) as animation:
        assert animation.format == kind
        assert animation.n_frames > 1  # type: ignore[attr-defined]


def test_a_folder_of_photos_is_painted_into_a_folder(painting: str, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for name in ("a.jpg", "a.png", "b.PNG", "notes.txt"):
        (photos / name).write_bytes(encode(quarters(), "png"))
    assert main([str(photos), painting, "-o", str(tmp_path / "out"), *QUICK]) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.jpg.png", "a.png.png", "b.png"]


def test_several_photos_print_a_line_of_json_each(
    photo: str, painting: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    main(["-cp", photo, "-cp", painting, "-sp", painting, "-o", str(out), "--json", *QUICK])
    said = [json.loads(line)["output"] for line in capsys.readouterr().out.splitlines()]
    assert said == [str(out / "photo.png"), str(out / "painting.png")]


def test_a_bad_photo_among_several_is_said_and_the_others_are_painted(
    photo: str, painting: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.jpg").write_text("a letter, not a picture")
    out = tmp_path / "out"
    status = main(["-cp", str(tmp_path / "bad.jpg"), "-cp", photo, painting, "-o", str(out), *QUICK])
    said = capsys.readouterr().err
    assert (status, said.count("\n"), "bad.jpg" in said) == (2, 1, True)
    assert [path.name for path in out.iterdir()] == ["photo.png"]


def test_a_full_disk_is_one_clear_line(
    photo: str, painting: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    full = tmp_path / "full.png"
    full.symlink_to("/dev/full")
    assert main([photo, painting, "-o", str(full), "--preview", "--size", "64"]) == 2
    said = capsys.readouterr().err
    assert ("the disk is full" in said, said.count("\n")) == (True, 1)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("MPS backend out of memory (MPS allocated: 9.05 GB, max allowed: 9.07 GB)"),
    ],
)
def test_a_device_that_fills_up_is_one_clear_line(
    error: Exception,
    photo: str,
    painting: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Stylizer, "run", Mock(side_effect=error))
    assert main([photo, painting, "-o", str(tmp_path / "o.png"), *QUICK]) == 2
    said = capsys.readouterr().err
    assert ("cpu has not enough memory left" in said, "--size" in said, said.count("\n")) == (True, True, 1)


def test_an_image_can_be_started_from(photo: str, painting: str, tmp_path: Path) -> None:
    assert main([photo, painting, "-o", str(tmp_path / "o.png"), "--init", painting, *QUICK]) == 0


BAD = {
    "missing file": (["{tmp}/nowhere.jpg", "{painting}"], "nowhere.jpg"),
    "folder": (["{photo}", "{tmp}"], "is a folder"),
    "empty file": (["{tmp}/empty.jpg", "{painting}"], "empty.jpg"),
    "text renamed": (["{tmp}/text.jpg", "{painting}"], "text.jpg"),
    "truncated": (["{tmp}/truncated.jpg", "{painting}"], "truncated.jpg"),
    "one pixel": (["{tmp}/1x1.png", "{painting}"], "1 x 1"),
    "a line": (["{tmp}/1x5000.png", "{painting}"], "1 x 5000"),
    "bomb": (["{tmp}/bomb.png", "{painting}"], "pixels"),
    "bad style": (["{photo}", "{tmp}/text.jpg"], "style: "),
    "no style": (["{photo}"], "painting"),
    "nothing": ([], "photo and a painting"),
    "unknown layer": (["{photo}", "{painting}", "--style-layers", "relu7_1"], "relu7_1"),
    "out of range": (["{photo}", "{painting}", "--strength", "0"], "1 to 100"),
    "unknown device": (["{photo}", "{painting}", "--device", "toaster"], "device"),
    "no cuda": (["{photo}", "{painting}", "--device", "cuda:77"], "cuda:77"),
    "no folder": (["{photo}", "{painting}", "-o", "{tmp}/no/where.png"], "does not exist"),
    "bad extension": (["{photo}", "{painting}", "-o", "{tmp}/o.xyz"], ".png"),
    "bad weights": (["{photo}", "{painting}", "--weights", "{tmp}/weights.pth"], "features.0.weight"),
    "unknown option": (["{photo}", "{painting}", "--sharpness", "3"], "--sharpness"),
    "unknown sample": (["{painting}", "--sample", "unicorn"], "cat"),
    "no recipe": (["{photo}", "{painting}", "--from-recipe", "{photo}"], "recipe"),
    "a preview cannot grow": (
        ["{photo}", "{painting}", "--preview", "--timelapse", "{tmp}/film.gif"],
        "leave out --preview or --timelapse",
    ),
    "a folder without pictures": (["--content", "{tmp}/bare", "{painting}"], "no picture in this folder"),
    "several photos into one file": (
        ["-cp", "{photo}", "-cp", "{painting}", "{painting}"],
        "should be a folder, for several photos",
    ),
    "several photos in one film": (
        [
            "-cp",
            "{photo}",
            "-cp",
            "{painting}",
            "{painting}",
            "-o",
            "{tmp}/out",
            "--timelapse",
            "{tmp}/f.gif",
        ],
        "give one photo",
    ),
    "preset without a bot": (["{photo}", "--preset", "mosaic"], "impasto stylize"),
}


@pytest.mark.parametrize("case", BAD)
def test_wrong_input_is_answered_with_one_clear_line(
    case: str, photo: str, painting: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import torch

    (tmp_path / "bare").mkdir()
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "text.jpg").write_text("a letter, not a picture\n" * 50)
    (tmp_path / "truncated.jpg").write_bytes(encode(strokes(), "jpeg")[:700])
    Image.new("RGB", (1, 1)).save(tmp_path / "1x1.png")
    Image.new("RGB", (1, 5000)).save(tmp_path / "1x5000.png")
    Image.new("1", (20_000, 20_000)).save(tmp_path / "bomb.png")
    torch.save({"features.0.weight": torch.zeros(2, 2)}, tmp_path / "weights.pth")
    arguments, says = BAD[case]
    given = [part.format(tmp=tmp_path, photo=photo, painting=painting) for part in arguments]
    if "-o" not in given:
        given += ["-o", str(tmp_path / "o.png")]
    try:
        status = main([*given, "-q"])
    except SystemExit as ended:
        status = int(ended.code or 0)
    said = capsys.readouterr().err.strip()
    assert status == 2
    assert says in said
    assert "\n" not in said
    assert not (tmp_path / "o.png").exists()


def test_ctrl_c_writes_the_best_picture_so_far(photo: str, painting: str, tmp_path: Path) -> None:
    out = tmp_path / "o.png"
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "engine", photo, painting, "-o", str(out), "--size", "96", "-i", "9000"]
    process = subprocess.Popen(
        command, stderr=terminal, env={**os.environ, "OMP_NUM_THREADS": "1", "TERM": "xterm"}
    )
    os.close(terminal)
    seen = b""
    while b"s left" not in seen:
        seen += os.read(controller, 1000)
    process.send_signal(signal.SIGINT)
    while True:
        try:
            os.read(controller, 1000)
        except OSError:
            break
    assert process.wait(60) == 130
    os.close(controller)
    with Image.open(out) as picture:
        assert picture.size == (96, 64)


def test_nothing_but_the_picture_comes_out_of_a_pipe(photo: str, painting: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "engine", photo, painting, "-o", str(tmp_path / "o.png"), *QUICK[:-3]]
    done = subprocess.run(command, capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_metadata_of_the_photo_is_not_copied(painting: str, tmp_path: Path) -> None:
    buffer = BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (48.0, 31.0, 0.0)}
    quarters().save(buffer, "JPEG", exif=exif)
    (tmp_path / "located.jpg").write_bytes(buffer.getvalue())
    main([str(tmp_path / "located.jpg"), painting, "-o", str(tmp_path / "o.jpg"), *QUICK])
    with Image.open(tmp_path / "o.jpg") as picture:
        assert not dict(picture.getexif())
