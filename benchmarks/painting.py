"""How long from a key press to the next picture painted, in Chromium, against the real server: `--quick` for a trial.

Inside the clock: from the browser's own time stamp of the key press, through the page's handler, the answer put on its
way and the next question shown, until the next picture is the one that is asked about, is decoded (`img.decode()`), and
a whole frame has been painted since. The request that carries the answer runs meanwhile, and so does the fetching of
later questions: as in life. Outside: the keyboard, the screen, and the first picture.

A voter looks at each picture for `PACE` seconds. Every run is another anonymous voter in another browser context.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from benchmarks.runs import RUNS, Spread, measure_spread, print_settings, print_table, read_quick
from sources.sample import draw_sample

WANTED_MS = 50
PACE = 0.4
PATIENCE = 120
LARGE = (2400, 1600)
TAGGY = str(Path(sys.executable).with_name("taggy"))
ARGS = ("--no-sandbox", "--disable-gpu")
CLOCK = """
window.painted = [];
const shown = () => document.querySelector("taggy-app")?.shadowRoot.querySelector("taggy-vote")?.shadowRoot
  .querySelector("taggy-picture.shown")?.shadowRoot.querySelector("img");
window.isReady = () => Boolean(shown()?.complete);
addEventListener("keydown", (event) => {
  const before = shown();
  const afterFrame = () => new Promise((resolve) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(0);
  }));
  const watch = async () => {
    const picture = shown();
    if (!picture || picture === before) {
      await afterFrame();
      return watch();
    }
    await picture.decode();
    await afterFrame();
    window.painted.push(performance.now() - event.timeStamp);
  };
  watch();
}, { capture: true });
"""


def draw_large(folder: Path, count: int) -> None:
    """Draw photograph-sized pictures, full of detail, each with a tag beside it."""
    for number in range(count):
        path = folder / f"{number}.jpg"
        noise = Image.effect_noise(LARGE, 60 + number)
        Image.merge("RGB", [noise, noise.transpose(Image.Transpose.ROTATE_180), noise]).save(path, quality=85)
        path.with_name(f"{path.name}.txt").write_text("large\n")


@contextmanager
def serve(home: Path, folders: list[Path]) -> Iterator[str]:
    """Import the folders into a graph of their own and serve them; yields the address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    limits = {"TAGGY_VOTER_LIMIT": "100000/minute", "TAGGY_ADDRESS_LIMIT": "100000/minute"}
    environment = {**os.environ, **limits, "TAGGY_HOME": str(home), "TAGGY_PORT": str(port)}
    for folder in folders:
        subprocess.run([TAGGY, "import", "folder", str(folder)], env=environment, check=True, capture_output=True)
    server = subprocess.Popen([TAGGY, "serve"], env=environment, stdout=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


async def wait_for(address: str) -> None:
    """Wait until the server answers."""
    async with httpx.AsyncClient(base_url=address) as client, asyncio.timeout(PATIENCE):
        while True:
            try:
                if (await client.get("/api/v1/health")).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.5)


async def wait_until(page: Page, condition: str) -> None:
    """Wait for a condition in the page, whose policy lets no waiting of its own evaluate one."""
    while not await page.evaluate(condition):  # noqa: ASYNC110 - what happens, happens in the browser
        await asyncio.sleep(0.05)


async def vote(browser: Browser, address: str, collection: str, presses: int) -> list[float]:
    """Vote so many times by key; return how long each took, in milliseconds, after three to warm up."""
    context = await browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    await page.add_init_script(CLOCK)
    await page.goto(f"/?collection={collection}")
    warm = 3
    for done in range(presses + warm):
        await wait_until(page, "isReady()")
        await asyncio.sleep(PACE)
        await page.keyboard.press("y" if done % 3 else "n")
        await wait_until(page, f"painted.length > {done}")
    painted: list[float] = await page.evaluate("painted")
    await context.close()
    return painted[warm:]


async def measure(address: str, collections: list[str], presses: int) -> dict[str, list[list[float]]]:
    """Measure every collection in turn, `RUNS` times."""
    await wait_for(address)
    taken: dict[str, list[list[float]]] = {name: [] for name in collections}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=ARGS)
        for _ in range(RUNS):
            for name, runs in taken.items():
                runs.append(await vote(browser, address, name, presses))
        print_settings(
            {"browser": f"Chromium {browser.version}", "window": "1440 x 900", "pace": f"{PACE} s a picture"}
        )
        await browser.close()
    return taken


def find_chromium() -> str | None:
    """Find the browser: TAGGY_CHROMIUM, else one that is installed; None is Playwright's own download."""
    return os.environ.get("TAGGY_CHROMIUM") or shutil.which("chromium")


def find_quantile(runs: list[list[float]], share: float) -> Spread:
    """Return the spread, over the runs, of the time that this share of the presses stayed below."""
    return measure_spread(sorted(run)[round(share * (len(run) - 1))] for run in runs)


def main() -> None:
    """Measure and print."""
    quick = read_quick("From key press to the next picture painted")
    presses = 8 if quick else 40
    with tempfile.TemporaryDirectory() as place:
        sample, large = Path(place, "sample"), Path(place, "large")
        sample.mkdir()
        large.mkdir()
        draw_sample(sample, lambda _done, _total: None)
        draw_large(large, 2 * presses + 20)  # those that the voter before had ahead are leased for a while
        with serve(Path(place, "home"), [sample, large]) as address:
            taken = asyncio.run(measure(address, ["sample", "large"], presses))
    says = {"sample": "sample collection, 192 x 192", "large": f"photographs, {LARGE[0]} x {LARGE[1]}"}
    rows = [(says[n], *(find_quantile(runs, share) for share in (0.5, 0.95)), WANTED_MS) for n, runs in taken.items()]
    title = f"Key press to next picture painted, ms: median of {RUNS} runs of {presses} presses (lowest-highest)"
    print_table(title, ["pictures", "median", "95th percentile", "wanted"], rows)


if __name__ == "__main__":
    main()
