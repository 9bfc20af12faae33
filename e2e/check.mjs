// Looks at one page in one variant and returns sentences about what is wrong; none is good.
import { AxeBuilder } from "@axe-core/playwright";
import { layoutFaults } from "./layout.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
const LOAD_TIMEOUT_MS = 30_000;

export async function check(page, url, { variant, status = 200, shot = null }) {
  const faults = [];
  listen(page, url, faults);
  try {
    const response = await page.goto(url, { waitUntil: "load", timeout: LOAD_TIMEOUT_MS });
    if (response.status() !== status) faults.push(`answered ${response.status()}, not ${status}`);
    await page.evaluate(() => document.fonts.ready);
    const lang = await page.evaluate(() => document.documentElement.lang);
    if (!lang.startsWith(variant.lang)) faults.push(`says lang="${lang}", asked for ${variant.lang}`);
    faults.push(...(await page.evaluate(layoutFaults, { elder: variant.elder })));
    faults.push(...(await axeFaults(page)));
    if (shot) await page.screenshot({ path: shot, fullPage: true });
  } catch (error) {
    faults.push(`could not be looked at: ${error.message.split("\n")[0]}`);
  }
  page.removeAllListeners();
  return faults;
}

function listen(page, url, faults) {
  page.on("pageerror", (error) => faults.push(`script error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    // The page's own status is checked by itself; the browser reports a wanted 404 as an error.
    if (message.location().url === url && message.text().startsWith("Failed to load")) return;
    faults.push(`console error: ${message.text()}`);
  });
  page.on("request", (request) => {
    const to = new URL(request.url());
    if (to.protocol.startsWith("http") && to.origin !== new URL(url).origin) {
      faults.push(`asks another site: ${request.url()}`);
    }
  });
}

async function axeFaults(page) {
  // Legacy mode: without it every look opens a second tab, which takes four times as long. It sees
  // all that we have, for we embed no frames of other sites.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await axe
    .options({ runOnly: { type: "tag", values: RULES }, resultTypes: ["violations"] })
    .analyze();
  return violations.map(({ id, help, nodes }) => {
    const where = nodes.slice(0, 3).map((node) => node.target.join(" "));
    return `axe ${id}: ${help} (${nodes.length}): ${where.join("; ")}`;
  });
}
