"""The sample photos that ship with Impasto; `README.md` beside this file says where they come from."""

from __future__ import annotations

from importlib.resources import files

from engine.errors import OptionError


def sample_names() -> tuple[str, ...]:
    """All names, sorted."""
    return tuple(
        sorted(
            file.name.removesuffix(".jpg") for file in files(__name__).iterdir() if file.name.endswith(".jpg")
        )
    )


def sample(name: str) -> bytes:
    """The encoded photo. Raises `OptionError` for an unknown name."""
    if name not in sample_names():
        raise OptionError(
            f"sample: there is no {name!r}; choose one of {', '.join(sample_names())}",
            field="sample",
            reason="unknown-option",
            option=name,
        )
    return files(__name__).joinpath(f"{name}.jpg").read_bytes()
