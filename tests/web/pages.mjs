// Looks at web pages in headless Chromium: what axe finds, what they ask for, what the keyboard reaches, how they print.
//
// In: {"chromium": path, "pages": [path], "widths": [px], "pdf": folder or ""}; out: one object per page, theme and width.
// A chart's text is outside what axe can judge (its ground is a picture): contrast there is the palette's test.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const asked = JSON.parse(readFileSync(0, "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** In the page, before anything of it: keeps what its policy keeps out. */
function watched() {
  window.keptOut = [];
  document.addEventListener("securitypolicyviolation", (it) => window.keptOut.push(`${it.violatedDirective}: ${it.sample}`));
}

/** In the page: everything that is to be found at its present width and theme. */
async function judged() {
  for (const hidden of document.querySelectorAll("details")) hidden.open = true;
  // shadows that say "there is more to the side" keep axe from knowing the ground of a table
  for (const scrolled of document.querySelectorAll(".scroll")) scrolled.style.background = "none";
  const found = await axe.run(document, { resultTypes: ["violations", "incomplete"] });
  const told = (rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)}`);
  const undecided = found.incomplete.flatMap((rule) =>
    rule.id === "color-contrast"
      ? told({ ...rule, nodes: rule.nodes.filter((node) => !document.querySelector(node.target[0])?.closest("svg")) })
      : told(rule),
  );
  const regions = [...document.querySelectorAll("*")].filter(
    (it) => it.scrollWidth > it.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(it).overflowX),
  );
  const named = (it) => document.getElementById(it.getAttribute("aria-labelledby"))?.textContent.trim();
  return {
    violations: found.violations.flatMap(told),
    undecided,
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    regions: regions.length,
    unreachable: regions.filter((it) => it.tabIndex !== 0 || !named(it)).map((it) => it.outerHTML.slice(0, 200)),
  };
}

/** How far the first region that is wider than the screen scrolls when a reader tabs to it and presses the arrow. */
async function scrolledByKeys(page) {
  await page.evaluate(() => {
    for (const hidden of document.querySelectorAll("details")) hidden.open = false;
    window.scrollTo(0, 0);
    document.activeElement?.blur();
  });
  const stops = await page.evaluate(() => document.querySelectorAll("a, summary, [tabindex='0']").length);
  for (let stop = 0; stop <= stops; stop += 1) {
    await page.keyboard.press("Tab");
    const wide = await page.evaluate(() => {
      const it = document.activeElement;
      return it !== document.body && it.scrollWidth > it.clientWidth + 1;
    });
    if (!wide) continue;
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => document.activeElement.scrollLeft > 0);
    return page.evaluate(() => document.activeElement.scrollLeft);
  }
  return 0;
}

const browser = await chromium.launch({ executablePath: asked.chromium, args: ["--no-sandbox", "--disable-gpu"] });
const seen = [];
try {
  for (const path of asked.pages) {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of asked.widths) {
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
        const page = await context.newPage();
        const [requests, complaints] = [[], []];
        page.on("request", (request) => requests.push(request.url()));
        page.on("console", (message) => complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(String(error)));
        const address = pathToFileURL(path).href;
        await page.addInitScript(watched);
        await page.goto(address);
        const keptOut = await page.evaluate(() => window.keptOut);
        const styled = await page.evaluate(() => getComputedStyle(document.body).marginTop === "0px");
        await page.evaluate(axe);
        const found = await page.evaluate(judged);
        const keys = found.regions && colorScheme === "light" ? await scrolledByKeys(page) : null;
        const elsewhere = requests.filter((request) => request !== address);
        seen.push({ page: basename(path), colorScheme, width, ...found, keys, keptOut, styled, elsewhere, complaints });
        await context.close();
      }
    }
    if (asked.pdf) {
      const page = await browser.newPage();
      await page.goto(pathToFileURL(path).href);
      await page.pdf({ path: `${asked.pdf}/${basename(path)}.pdf`, preferCSSPageSize: true });
      await page.close();
    }
  }
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(seen));
