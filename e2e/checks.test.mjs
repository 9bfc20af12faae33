// The checks themselves: a good page passes, and each kind of fault is found.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { check } from "./check.mjs";
import { openPage } from "./variants.mjs";

const STYLE = `body { margin: 0; font: 16px/1.5 sans-serif; color: #17211d; background: #fff }
  nav a, .button { display: inline-block; min-width: 60px; min-height: 60px; color: #0b6b4c }
  .elder { font-size: 20px }`;

const page = (body, { head = "", lang = "zh-CN" } = {}) =>
  `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>收支</title>
  <meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">
  <style>${STYLE}</style>${head}</head>
  <body><nav aria-label="常用"><a href="/">收支</a></nav><main><h1>兴园北区</h1>${body}</main></body></html>`;

const PAGES = {
  "/good": page(`<p>本月收入 374,512.77 元,<a href="/">依据</a>。</p>`),
  "/good-elder": page(`<p class="elder">本月收入 374,512.77 元。</p>`).replace("<h1>", `<h1 class="elder">`),
  "/english": page("<p>Income this month</p>", { lang: "en" }),
  "/wide": page(`<p style="width: 2000px">物业费收入汇总</p>`),
  "/cut": page(`<p style="width: 40px; overflow: hidden; white-space: nowrap">物业费收入汇总,87 户</p>`),
  "/cut-below": page(`<p style="height: 20px; overflow: hidden">物业费<br>收入<br>汇总</p>`),
  "/screen-reader": page(
    `<span style="position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)">金额</span>`,
  ),
  "/small-target": page(`<button style="width: 30px; height: 30px">付</button>`),
  "/dense": page(`<p data-dense><a style="display: inline-block; width: 26px; height: 44px" href="/">9</a></p>`),
  "/too-dense": page(`<p data-dense><a style="display: inline-block; width: 20px; height: 44px" href="/">9</a></p>`),
  "/elder-target": page(`<button class="elder" style="width: 50px; height: 50px">付</button>`),
  "/small-text": page(`<p>看得见吗</p>`),
  "/pale": page(`<p style="color: #07c160">本月收入</p>`),
  "/no-label": page(`<input style="width: 200px; height: 60px">`),
  "/script-error": page("<p>好</p>", { head: "<script>throw new Error('broken')</script>" }),
  "/missing-file": page(`<p>好</p>`, { head: `<script src="/nothing.js"></script>` }),
  "/other-site": page("<p>好</p>", { head: `<script src="http://other.invalid/a.js"></script>` }),
};

let browser, server, baseUrl;

before(async () => {
  server = createServer((request, response) => {
    const found = PAGES[request.url];
    response.writeHead(found ? 200 : 404, { "content-type": "text/html; charset=utf-8" });
    response.end(found ?? page("<p>没有这一页</p>"));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  baseUrl = `http://127.0.0.1:${server.address().port}`;
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
});

async function look(path, { elder = false, lang = "zh", status } = {}) {
  const variant = { widthPx: 390, lang, elder };
  const tab = await openPage(browser, baseUrl, variant);
  const faults = await check(tab, baseUrl + path, { variant, status });
  await tab.context().close();
  return faults;
}

async function finds(path, pattern, options) {
  const faults = await look(path, options);
  assert.ok(
    faults.some((fault) => pattern.test(fault)),
    `${path} should show ${pattern}, found: ${JSON.stringify(faults)}`,
  );
}

test("a good page has no fault", async () => assert.deepEqual(await look("/good"), []));
test("a good page has no fault in elder mode", async () =>
  assert.deepEqual(await look("/good-elder", { elder: true }), []));
test("text for screen readers only is not cut text", async () =>
  assert.deepEqual(await look("/screen-reader"), []));
test("a wanted 404 is no fault", async () =>
  assert.deepEqual(await look("/nothing", { status: 404 }), []));

test("an unwanted 404 is found", () => finds("/nothing", /^answered 404, not 200/));
test("the wrong language is found", () => finds("/english", /lang="en"/));
test("the right language is not", async () =>
  assert.deepEqual(await look("/english", { lang: "en" }), []));
test("sideways scrolling is found", () => finds("/wide", /^scrolls sideways: \d+ px in 390 px/));
test("text cut at the side is found", () => finds("/cut", /^cut text/));
test("text cut below is found", () => finds("/cut-below", /^cut text/));
test("a target under 44 px is found", () => finds("/small-target", /^small target.*needs 44 x 44/));
test("a dense group may be smaller", async () => assert.deepEqual(await look("/dense"), []));
test("but not under 24 px", () => finds("/too-dense", /^small target.*needs 24 x 24/));
test("50 px are enough for everybody", async () => assert.deepEqual(await look("/elder-target"), []));
test("but not in elder mode", () =>
  finds("/elder-target", /^small target.*needs 60 x 60/, { elder: true }));
test("small text is found in elder mode", () =>
  finds("/small-text", /^small text in elder mode/, { elder: true }));
test("low contrast is found", () => finds("/pale", /^axe color-contrast/));
test("a field without a label is found", () => finds("/no-label", /^axe label/));
test("a script's error is found", () => finds("/script-error", /^script error: broken/));
test("a missing file is found", () => finds("/missing-file", /^console error: Failed to load/));
test("a request to another site is found", () => finds("/other-site", /^asks another site/));
