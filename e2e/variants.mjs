// The twelve ways in which each page is looked at, and the dark one for some of them.
export const WIDTHS_PX = [360, 390, 1280];
export const LANGUAGES = ["zh", "en"];

export const VARIANTS = WIDTHS_PX.flatMap((widthPx) =>
  LANGUAGES.flatMap((lang) => [false, true].map((elder) => ({ widthPx, lang, elder }))),
);

// Colours are the same for all pages of a kind, so one phone and one page of each kind are enough:
// pages that say "dark" in pages.json.
export const DARK = { widthPx: 390, lang: "zh", elder: false, dark: true };

// A phone of 390 px at 200 % (WCAG 1.4.4 and 1.4.10): pages that say "narrow" in pages.json, because
// what holds for one list holds for all.
export const NARROW = LANGUAGES.map((lang) => ({ widthPx: 195, lang, elder: false, zoom: 2, narrow: true }));

export function label({ widthPx, lang, elder, dark = false, zoom = 1, scripts = true }) {
  const more = [elder && "elder", dark && "dark", zoom > 1 && `zoom ${zoom}`, !scripts && "no scripts"];
  return [`${widthPx} px`, lang, ...more.filter(Boolean)].join(", ");
}

// A browser profile of its own per variant: the cookies are what the switches on the page set.
export async function openPage(browser, baseUrl, variant) {
  const { widthPx, lang, elder, dark = false, zoom = 1, scripts = true } = variant;
  const context = await browser.newContext({
    viewport: { width: widthPx, height: widthPx < 720 ? 844 : 900 },
    deviceScaleFactor: zoom,
    colorScheme: dark ? "dark" : "light",
    javaScriptEnabled: scripts,
    locale: lang === "zh" ? "zh-CN" : "en-GB",
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
  });
  const cookies = [{ name: "lang", value: lang, url: baseUrl }];
  if (elder) cookies.push({ name: "elder", value: "1", url: baseUrl });
  await context.addCookies(cookies);
  return context.newPage();
}
