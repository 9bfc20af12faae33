// Looks at every page of pages.json on a running server, in every variant.
//
//   BASE_URL=http://127.0.0.1:8282 node pages.mjs [PART OF A PATH...]
//
// SHOTS=1 keeps a picture of each in shots/. pages.json is a list of {"path", "name", "status", "dark",
// "narrow", "follow"}: the name is for the picture's file, the status is 200 unless the page must answer
// otherwise, "dark" pages are looked at in the dark as well and "narrow" ones on a phone at 200 %, and
// "follow" is a list of selectors: the page that is looked at is where the first such link leads, for
// addresses that nobody knows before.
import { mkdirSync, readFileSync } from "node:fs";
import { launch } from "./browser.mjs";
import { check } from "./check.mjs";
import { DARK, NARROW, VARIANTS, label, openPage } from "./variants.mjs";

const baseUrl = process.env.BASE_URL;
if (!baseUrl) {
  console.error("say which server: BASE_URL=http://127.0.0.1:8282 node pages.mjs");
  process.exit(2);
}
const shots = process.env.SHOTS === "1" ? new URL("shots/", import.meta.url).pathname : null;
if (shots) mkdirSync(shots, { recursive: true });

function readPages(only) {
  const file = process.env.PAGES ?? new URL("pages.json", import.meta.url);
  const pages = JSON.parse(readFileSync(file, "utf8"));
  return only.length ? pages.filter(({ path }) => only.some((part) => path.includes(part))) : pages;
}

function shotPath(name, { widthPx, lang, elder, dark }) {
  return shots && `${shots}${name}-${widthPx}-${lang}${elder ? "-elder" : ""}${dark ? "-dark" : ""}.png`;
}

const count = { passed: 0, failed: 0 };

// Where a page's links lead; once for all variants.
async function followed(browser, pages) {
  const page = await openPage(browser, baseUrl, VARIANTS[0]);
  for (const at of pages.filter(({ follow }) => follow)) {
    await page.goto(new URL(at.path, baseUrl).href);
    for (const selector of at.follow) {
      const href = await page.locator(selector).first().getAttribute("href", { timeout: 5_000 });
      at.path = href;
      await page.goto(new URL(href, baseUrl).href);
    }
  }
  await page.context().close();
  return pages;
}

async function lookAtAll(browser, variant, pages) {
  const page = await openPage(browser, baseUrl, variant);
  for (const { path, name, status } of pages) {
    const url = new URL(path, baseUrl).href;
    const faults = await check(page, url, { variant, status, shot: shotPath(name, variant) });
    if (faults.length === 0) {
      count.passed += 1;
      continue;
    }
    count.failed += 1;
    console.log(`FAIL ${path} (${label(variant)})\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
  }
  await page.context().close();
}

const browser = await launch();
const pages = await followed(browser, readPages(process.argv.slice(2)));
const waiting = [...VARIANTS, DARK, ...NARROW];
// Two at a time: a page waits for the server as often as for the browser.
const worker = async () => {
  for (let variant = waiting.shift(); variant; variant = waiting.shift()) {
    const wanted = ({ dark, narrow }) => (!variant.dark || dark) && (!variant.narrow || narrow);
    await lookAtAll(browser, variant, pages.filter(wanted));
  }
};
await Promise.all([worker(), worker()]);
await browser.close();
const dark = pages.filter(({ dark }) => dark).length;
const narrow = pages.filter((page) => page.narrow).length;
console.log(`${pages.length} pages in ${VARIANTS.length} variants, ${dark} of them in the dark, ${narrow} narrow`);
console.log(`${count.passed} passed, ${count.failed} failed`);
// No page looked at is no success.
process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;
