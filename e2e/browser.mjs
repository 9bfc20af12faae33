// Starts the system's Chromium. Nothing is downloaded: playwright-core brings no browser.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

// No background traffic: a test machine may have no way out, and every look-up would wait.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch() {
  const executablePath = process.env.CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (!executablePath) {
    throw new Error("there is no Chromium: apt-get install chromium, or set CHROMIUM to its path");
  }
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}
