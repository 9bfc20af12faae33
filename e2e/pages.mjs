// Looks at every page of pages.json on a running server, in every variant.
//
//   BASE_URL=http://127.0.0.1:8282 node pages.mjs [PART OF A PATH...]
//
// SHOTS=1 keeps a picture of each in shots/. pages.json is a list of {"path", "name", "status"}: the
// name is for the picture's file, and the status is 200 unless the page must answer otherwise.
import { mkdirSync, readFileSync } from "node:fs";
import { launch } from "./browser.mjs";
import { check } from "./check.mjs";
import { VARIANTS, label, openPage } from "./variants.mjs";

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

function shotPath(name, { widthPx, lang, elder }) {
  return shots && `${shots}${name}-${widthPx}-${lang}${elder ? "-elder" : ""}.png`;
}

const count = { passed: 0, failed: 0 };

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

const pages = readPages(process.argv.slice(2));
const browser = await launch();
const waiting = [...VARIANTS];
// Two at a time: a page waits for the server as often as for the browser.
const worker = async () => {
  for (let variant = waiting.shift(); variant; variant = waiting.shift()) {
    await lookAtAll(browser, variant, pages);
  }
};
await Promise.all([worker(), worker()]);
await browser.close();
console.log(`${pages.length} pages in ${VARIANTS.length} variants`);
console.log(`${count.passed} passed, ${count.failed} failed`);
// No page looked at is no success.
process.exitCode = count.failed > 0 || count.passed === 0 ? 1 : 0;
