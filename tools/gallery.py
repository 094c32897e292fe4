"""`make gallery`: pictures of the index and of one report in each language, for docs."""

import io
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("index", "guidance_spread")
LANGUAGES = {"en": "English", "da": "Danish"}
WIDTH, HEIGHT = 1280, 1500


def main() -> None:
    """Run the notebooks anew and take the pictures."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for code in LANGUAGES:
            command = [sys.executable, "-m", "midtjylland", "run", "--reports", folder]
            subprocess.run([*command, "--language", code], cwd=ROOT, check=True)
            for name in PAGES:
                [path] = Path(folder).glob(f"2021/{'' if code == 'en' else f'{code}/'}{name}.html")
                page.goto(path.as_uri())
                write(page.screenshot(), ROOT / f"docs/images/gallery_{name}_{code}.png")


def write(png: bytes, path: Path) -> None:
    """Keep a picture small: few colours are enough for text and plain figures."""
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(64)
    image.save(path, "PNG", optimize=True)
    print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
