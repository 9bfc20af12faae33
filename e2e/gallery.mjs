// Looks at the gallery: every part of a page in every state, on one page of a program of its own
// (crates/ui/examples/gallery).
//
//   BASE_URL=http://127.0.0.1:8284 node gallery.mjs
//
// SHOTS=1 keeps a picture of each part in shots/.
import { mkdirSync } from "node:fs";
import { launch } from "./browser.mjs";
import { check } from "./check.mjs";
import { label, openPage } from "./variants.mjs";

const baseUrl = process.env.BASE_URL;
if (!baseUrl) {
  console.error("say which server: BASE_URL=http://127.0.0.1:8284 node gallery.mjs");
  process.exit(2);
}
const shots = process.env.SHOTS === "1" ? new URL("shots/", import.meta.url).pathname : null;
if (shots) mkdirSync(shots, { recursive: true });

// On the commonest phone everything with everything; elsewhere what can differ there. 195 and 640 px
// are 390 and 1,280 at a zoom of 200 %.
const each = (list, make) => list.flatMap(make);
const VARIANTS = [
  ...each(["zh", "en"], (lang) =>
    each([false, true], (elder) => each([false, true], (dark) => [{ widthPx: 390, lang, elder, dark }])),
  ),
  ...each(["zh", "en"], (lang) => [
    { widthPx: 360, lang, elder: true },
    { widthPx: 1280, lang, elder: lang === "en" },
    { widthPx: 195, lang, elder: false, zoom: 2 },
    { widthPx: 640, lang, elder: false, zoom: 2 },
  ]),
  { widthPx: 1280, lang: "zh", elder: false, dark: true },
  { widthPx: 390, lang: "zh", elder: false, scripts: false },
];

const faultsOf = {
  // Without a script a step must still be taken: what stands behind a button must open by itself.
  async sheetOpens(page) {
    await page.click("button[popovertarget=sheet2] >> nth=0");
    const open = await page.locator("#sheet2").isVisible();
    if (open && shots) await page.screenshot({ path: `${shots}gallery-sheet-open.png` });
    await page.keyboard.press("Escape");
    const closed = !(await page.locator("#sheet2").isVisible());
    return open && closed ? [] : ["the sheet behind its button does not open and close"];
  },
  async noScript(page) {
    const scripts = await page.locator("script, [onclick], [onload]").count();
    return scripts === 0 ? [] : ["a part needs a script"];
  },
  async refersToNothing(page) {
    const lost = await page.evaluate(() => {
      const names = ["for", "aria-describedby", "aria-labelledby", "popovertarget"];
      const ids = names.flatMap((name) =>
        [...document.querySelectorAll(`[${name}]`)].flatMap((at) => at.getAttribute(name).split(" ")),
      );
      const all = [...document.querySelectorAll("[id]")].map(({ id }) => id);
      const twice = all.filter((id, at) => all.indexOf(id) !== at);
      return [...ids.filter((id) => !all.includes(id)), ...twice];
    });
    return lost.map((id) => `an id that is missing or there twice: ${id}`);
  },
};

async function picture(page, variant) {
  const { widthPx, lang, elder, dark } = variant;
  const name = `${shots}gallery-${widthPx}-${lang}${elder ? "-elder" : ""}${dark ? "-dark" : ""}`;
  for (const part of await page.locator("main > section").all()) {
    await part.screenshot({ path: `${name}-${await part.getAttribute("id")}.png` });
  }
}

const count = { passed: 0, failed: 0 };

async function look(browser, variant) {
  const page = await openPage(browser, baseUrl, variant);
  const faults = [];
  if (variant.scripts === false) {
    await page.goto(baseUrl);
    faults.push(...(await faultsOf.sheetOpens(page)));
  } else {
    faults.push(...(await check(page, `${baseUrl}/`, { variant })));
    faults.push(...(await faultsOf.noScript(page)), ...(await faultsOf.refersToNothing(page)));
    if (shots) await picture(page, variant);
  }
  await page.context().close();
  count[faults.length ? "failed" : "passed"] += 1;
  if (faults.length) console.log(`FAIL gallery (${label(variant)})\n${faults.map((f) => `  ${f}`).join("\n")}`);
}

const browser = await launch();
const waiting = [...VARIANTS];
const worker = async () => {
  for (let variant = waiting.shift(); variant; variant = waiting.shift()) await look(browser, variant);
};
await Promise.all([worker(), worker()]);
await browser.close();
console.log(`gallery in ${VARIANTS.length} variants: ${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;
