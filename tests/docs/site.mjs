// The site in a headless browser and before html-validate: no page is wider than a phone, none asks the network, accessible in light and dark.
// usage: node site.mjs SITE CHROMIUM     (run where html-validate, playwright-core and axe-core are installed)
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const [site, browserPath] = process.argv.slice(2);
const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pages = fs.readdirSync(site, { recursive: true }).filter((f) => f.endsWith(".html")).sort();
// Those with most of what can go wrong: wide tables, wide code, pictures.
const LOOKED_AT = ["index.html", "docs/performance.html", "docs/what-go-does.html", "docs/rules/nil-map-value.html", "docs/formats.html"];
const wrong = [];

const validator = new HtmlValidate({ extends: ["html-validate:standard"], rules: { "no-trailing-whitespace": "off", "long-title": "off" } });
for (const page of pages) {
  const { results } = await validator.validateString(fs.readFileSync(path.join(site, page), "utf8"));
  for (const m of results.flatMap((r) => r.messages).slice(0, 3)) wrong.push(`${page}:${m.line}:${m.column}: ${m.ruleId}: ${m.message}`);
}

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
const context = await browser.newContext({ bypassCSP: true });
const tab = await context.newPage();
const asked = new Set();
tab.on("request", (r) => r.url().startsWith("file:") || asked.add(r.url()));
tab.on("console", (m) => m.type() === "error" && wrong.push(`${tab.url()}: ${m.text()}`));
await tab.setViewportSize({ width: 360, height: 740 });
for (const page of pages) {
  await tab.goto(pathToFileURL(path.join(site, page)).href);
  const over = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) wrong.push(`${page}: ${over} pixels wider than a phone`);
}
for (const page of LOOKED_AT)
  for (const colorScheme of ["light", "dark"]) {
    await tab.emulateMedia({ colorScheme });
    await tab.goto(pathToFileURL(path.join(site, page)).href);
    await tab.evaluate(axe + ";0");
    const { violations } = await tab.evaluate(() => globalThis.axe.run(document, { preload: false }));
    for (const v of violations) wrong.push(`${page}, ${colorScheme}: axe ${v.id}: ${v.help}; first: ${v.nodes[0].html.slice(0, 120)}`);
  }
await browser.close();
for (const url of asked) wrong.push(`asks for ${url}`);
console.log([...wrong, `site in a browser: ${pages.length} pages, ${wrong.length} wrong`].join("\n"));
process.exit(wrong.length ? 1 : 0);
