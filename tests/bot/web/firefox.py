"""A stock Firefox over WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/), which it speaks by itself.

Playwright drives only a Firefox of its own build.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

from tests.patience import PATIENCE

LOOK_SECONDS = 0.1
ENTER, END = "\ue007", "\ue010"
"""Keys as WebDriver writes them (https://www.w3.org/TR/webdriver/#keyboard-actions)."""
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "ui.prefersReducedMotion": 1,
}
"""No window of its own, nothing asked of the network, no motion."""


class Firefox:
    """One tab. Every method waits for its answer."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._sent = 0
        self._tab = ""

    async def open(self) -> None:
        """Begin a session in a new tab."""
        await self.send("session.new", capabilities={})
        self._tab = (await self.send("browsingContext.create", type="tab"))["context"]

    async def send(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a command; `AssertionError` with what Firefox says of one that fails."""
        self._sent += 1
        async with asyncio.timeout(PATIENCE):
            await self._socket.send_json({"id": self._sent, "method": method, "params": params})
            while True:
                answer = await self._socket.receive_json()
                if answer.get("id") == self._sent:
                    assert answer["type"] == "success", answer
                    return dict(answer["result"])

    async def goto(self, address: str) -> None:
        await self.send("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    async def run(self, script: str) -> Any:
        """What `script` comes to, promises awaited: text, a number, a truth value or None."""
        answer = await self.send(
            "script.evaluate", expression=script, target={"context": self._tab}, awaitPromise=True
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return answer["result"].get("value")

    async def until(self, selector: str) -> None:
        """Wait until there is such an element."""
        await self.run(
            "new Promise((done) => { const look = () => "
            f"document.querySelector({json.dumps(selector)}) ? done(true) : setTimeout(look, 50); look(); }})"
        )

    async def choose(self, selector: str, file: Path) -> None:
        """Give a file to a field."""
        element = {"type": "css", "value": selector}
        found = await self.send("browsingContext.locateNodes", context=self._tab, locator=element)
        field = {"sharedId": found["nodes"][0]["sharedId"]}
        await self.send("input.setFiles", context=self._tab, element=field, files=[str(file)])

    async def fill(self, selector: str, text: str) -> None:
        """Write into a field."""
        await self.run(
            f"{{ const field = document.querySelector({json.dumps(selector)}); field.value = {json.dumps(text)};"
            " field.dispatchEvent(new Event('input', { bubbles: true })); }"
        )

    async def press(self, selector: str, key: str) -> None:
        """Press a key on an element."""
        await self.run(f"document.querySelector({json.dumps(selector)}).focus()")
        actions = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        keyboard = {"type": "key", "id": "keyboard", "actions": actions}
        await self.send("input.performActions", context=self._tab, actions=[keyboard])


def find_firefox() -> tuple[str | None, str]:
    """A Firefox that can be driven here, and when there is none, why."""
    program = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    if not program:
        return None, "there is no Firefox here"
    if "snap" in Path(program).resolve().parts:
        return None, f"{program} is a snap, which sees no temporary folder of ours"
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=PATIENCE)
    if asked.returncode or "Firefox" not in asked.stdout:
        return None, f"{program} does not run: {asked.stdout}{asked.stderr}"
    return program, ""


@asynccontextmanager
async def open_firefox(program: str, folder: Path) -> AsyncIterator[Firefox]:
    """`program` without a window; what it writes goes into the empty `folder`."""
    profile = folder / "profile"
    process = await _start(program, folder, profile)
    try:
        async with ClientSession() as session:
            where = await _address(process, profile / "WebDriverBiDiServer.json")
            async with session.ws_connect(f"{where}/session", max_msg_size=0) as socket:
                firefox = Firefox(socket)
                await firefox.open()
                yield firefox
    except BaseException as error:
        error.add_note(await asyncio.to_thread((folder / "log").read_text, errors="replace"))
        raise
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _start(program: str, folder: Path, profile: Path) -> Process:
    await asyncio.to_thread(_prepare, profile)
    environment = {name: value for name, value in os.environ.items() if name != "XDG_RUNTIME_DIR"}
    with await asyncio.to_thread((folder / "log").open, "wb") as log:
        return await asyncio.create_subprocess_exec(
            *(program, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port=0"),
            env={**environment, "HOME": str(folder)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _prepare(profile: Path) -> None:
    profile.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("".join(lines))


async def _address(process: Process, file: Path) -> str:
    """Where it listens, which it writes into `file`."""
    async with asyncio.timeout(PATIENCE):
        while True:
            assert process.returncode is None, "Firefox did not start"
            with suppress(FileNotFoundError, json.JSONDecodeError):
                said = json.loads(await asyncio.to_thread(file.read_text))
                return f"ws://{said['ws_host']}:{said['ws_port']}"
            await asyncio.sleep(LOOK_SECONDS)
