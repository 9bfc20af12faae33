// The twelve ways in which each page is looked at.
export const WIDTHS_PX = [360, 390, 1280];
export const LANGUAGES = ["zh", "en"];

export const VARIANTS = WIDTHS_PX.flatMap((widthPx) =>
  LANGUAGES.flatMap((lang) => [false, true].map((elder) => ({ widthPx, lang, elder }))),
);

export function label({ widthPx, lang, elder }) {
  return `${widthPx} px, ${lang}${elder ? ", elder" : ""}`;
}

// A browser profile of its own per variant: the cookies are what the switches on the page set.
export async function openPage(browser, baseUrl, { widthPx, lang, elder }) {
  const context = await browser.newContext({
    viewport: { width: widthPx, height: widthPx < 720 ? 844 : 900 },
    deviceScaleFactor: 1,
    locale: lang === "zh" ? "zh-CN" : "en-GB",
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
  });
  const cookies = [{ name: "lang", value: lang, url: baseUrl }];
  if (elder) cookies.push({ name: "elder", value: "1", url: baseUrl });
  await context.addCookies(cookies);
  return context.newPage();
}
