"""Do the tests pass at both ends of what pyproject.toml admits?

`python -m scripts.bounds lowest --python 3.11` makes a fresh environment of the lowest versions that the bounds
admit, installs Impasto into it and runs the tests there; `newest` takes the newest ones. What follows `--` goes to
pytest. `--keep FOLDER` leaves the environment there and uses it again. Needs uv (`pip install uv`); the variable
UV_TORCH_BACKEND=cpu chooses the smaller build of torch.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
EXTRAS = ("test",)


def resolve(end: str, python: str, into: Path) -> None:
    """Write the versions of that end, wheels only, into a requirements file. Raises `CalledProcessError`."""
    extras = [part for extra in EXTRAS for part in ("--extra", extra)]
    uv(
        *("pip", "compile", "pyproject.toml", *extras, "--quiet", "--no-build"),
        *("--resolution", RESOLUTIONS[end], "--python-version", python, "--output-file", str(into)),
    )


def install(folder: Path, python: str, requirements: Path) -> Path:
    """An environment with exactly those versions and Impasto itself; returns its interpreter."""
    interpreter = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not interpreter.exists():
        uv("venv", "--quiet", "--python", python, str(folder))
    uv("pip", "sync", "--quiet", "--no-build", "--python", str(interpreter), str(requirements))
    uv("pip", "install", "--quiet", "--no-deps", "--python", str(interpreter), str(ROOT))
    return interpreter


def uv(*arguments: str) -> None:
    subprocess.run(("uv", *arguments), cwd=ROOT, check=True)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("end", choices=RESOLUTIONS)
    parser.add_argument("--python", default="3.11", metavar="VERSION")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--resolve-only", action="store_true", help="print the versions and stop")
    given = sys.argv[1:]
    cut = given.index("--") if "--" in given else len(given)
    asked = parser.parse_args(given[:cut])
    with tempfile.TemporaryDirectory() as scratch:
        requirements = Path(scratch) / "requirements.txt"
        try:
            resolve(asked.end, asked.python, requirements)
            if asked.resolve_only:
                sys.stdout.write(requirements.read_text(encoding="utf-8"))
                return 0
            interpreter = install(asked.keep or Path(scratch) / "venv", asked.python, requirements)
        except subprocess.CalledProcessError as error:
            return error.returncode
        return subprocess.run((str(interpreter), "-m", "pytest", *given[cut + 1 :]), cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main())
