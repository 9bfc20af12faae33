// Runs inside the page: measures what a reader would see, and returns sentences about what is
// wrong. It must be self-contained, because it is sent to the browser as text.

export function layoutFaults({ elder }) {
  const faults = [];
  const MAIN_TARGET_PX = elder ? 60 : 44;
  const TARGET_PX = 44;

  const name = (element) => {
    const text = (element.innerText || element.getAttribute("aria-label") || "").trim();
    const id = element.id ? `#${element.id}` : "";
    const classes = [...element.classList].map((c) => `.${c}`).join("");
    return `<${element.localName}${id}${classes}> "${text.replace(/\s+/g, " ").slice(0, 24)}"`;
  };
  const visible = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ visibilityProperty: true });
  };
  // For screen readers only, or shown on focus: nobody can see it, so nothing of it is cut.
  const hiddenFromEyes = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      const clipped = style.clipPath === "inset(50%)" || style.clip === "rect(0px, 0px, 0px, 0px)";
      const tiny = box.width <= 1 || box.height <= 1;
      const away = box.right + scrollX <= 0 || box.bottom + scrollY <= 0;
      if (clipped || away || (tiny && style.position === "absolute")) return true;
    }
    return false;
  };
  // A region that is made to scroll by itself, such as a wide table, must be reachable by keys.
  const scrolls = (value) => value === "auto" || value === "scroll";

  function sidewaysScrolling() {
    const page = document.scrollingElement;
    if (page.scrollWidth <= innerWidth) return;
    const wide = [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 0.5)
      .slice(0, 3)
      .map(name);
    faults.push(`scrolls sideways: ${page.scrollWidth} px in ${innerWidth} px: ${wide.join(", ")}`);
  }

  function cutText() {
    for (const element of document.body.querySelectorAll("*")) {
      if (!(element instanceof HTMLElement) || !element.innerText?.trim() || !visible(element)) continue;
      const { overflowX, overflowY } = getComputedStyle(element);
      const hides = (value) => value === "hidden" || value === "clip";
      const tooWide = element.scrollWidth > element.clientWidth + 1;
      const tooHigh = element.scrollHeight > element.clientHeight + 1;
      if (!((hides(overflowX) && tooWide) || (hides(overflowY) && tooHigh))) continue;
      if (getComputedStyle(element).display === "inline" || hiddenFromEyes(element)) continue;
      const need = `${element.scrollWidth} x ${element.scrollHeight}`;
      faults.push(`cut text: ${name(element)} needs ${need}, has ${element.clientWidth} x ${element.clientHeight}`);
    }
  }

  function lostSidewaysRegions() {
    for (const element of document.body.querySelectorAll("*")) {
      if (!scrolls(getComputedStyle(element).overflowX)) continue;
      if (element.scrollWidth <= element.clientWidth + 1 || !visible(element)) continue;
      if (element.tabIndex < 0 && !element.querySelector("a[href], button, input, select")) {
        faults.push(`scrolls sideways by touch only, give it tabindex="0": ${name(element)}`);
      }
    }
  }

  const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  // What a page is for: its buttons, forms, navigation, and everything marked data-main.
  const MAIN = "button, input, select, textarea, summary, [role=button], nav a, [data-main]";
  // Twelve months do not fit side by side on a phone at full size. Where the same page has another,
  // larger way to the same place, a group marked data-dense may be as small as WCAG 2.5.8 allows.
  const DENSE_PX = 24;

  // The exception of WCAG 2.5.8: a link within a sentence is as high as its line.
  function isInText(element) {
    if (element.localName !== "a" || getComputedStyle(element).display !== "inline") return false;
    return element.closest("nav") === null;
  }
  // A box or a dot is as large as the label that works it.
  function targetBox(element) {
    const label = element.labels?.[0];
    const own = element.getBoundingClientRect();
    if (!label || !["checkbox", "radio", "file"].includes(element.type)) return own;
    const around = label.getBoundingClientRect();
    return around.width * around.height > own.width * own.height ? around : own;
  }
  function leastPx(element) {
    if (element.closest("[data-dense]")) return DENSE_PX;
    return element.matches(MAIN) ? MAIN_TARGET_PX : TARGET_PX;
  }
  function smallTargets() {
    for (const element of document.querySelectorAll(TARGETS)) {
      if (!visible(element) || hiddenFromEyes(element) || isInText(element)) continue;
      const box = targetBox(element);
      const least = leastPx(element);
      // Half a pixel is rounding.
      if (box.height >= least - 0.5 && box.width >= least - 0.5) continue;
      const size = `${Math.round(box.width)} x ${Math.round(box.height)}`;
      faults.push(`small target: ${name(element)} is ${size}, needs ${least} x ${least}`);
    }
  }

  // The rules for elder mode of 2021: main text of at least 18 px, lines of at least 1.3.
  function smallElderText() {
    const main = document.querySelector("main") ?? document.body;
    const seen = new Set();
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (seen.has(element) || !node.data.trim() || element.closest("svg, script, style")) continue;
      seen.add(element);
      if (!visible(element) || hiddenFromEyes(element)) continue;
      const style = getComputedStyle(element);
      const sizePx = parseFloat(style.fontSize);
      if (sizePx < 18) faults.push(`small text in elder mode: ${name(element)} has ${sizePx} px, needs 18`);
    }
    const body = getComputedStyle(main);
    const lines = parseFloat(body.lineHeight) / parseFloat(body.fontSize);
    if (lines < 1.3) faults.push(`tight lines in elder mode: ${lines.toFixed(2)}, need 1.3`);
  }

  sidewaysScrolling();
  cutText();
  lostSidewaysRegions();
  smallTargets();
  if (elder) smallElderText();
  return faults;
}
