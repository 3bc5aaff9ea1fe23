// The HTML report as its readers have it: from a file, in a browser, narrow and wide, light and dark, by keyboard, without
// scripts, on paper; hostile source; thousands of findings. usage: run.mjs BINARY FOLDER BROWSER SOURCES
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const [binary, folder, browserPath, sources] = process.argv.slice(2).map((p) => path.resolve(p));
const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let failures = 0;
function expect(what, good, detail = "") {
  if (good) return;
  failures++;
  console.log(`FAILED ${what}${detail ? `: ${detail}` : ""}`);
}

function report(name, dir, ...flags) {
  const file = path.join(folder, `${name}.html`);
  const environment = { ...process.env, PTRSAFE_CACHE: "off" };
  const run = spawnSync(binary, ["check", "--format=html", `--output=${file}`, "-C", dir, ...flags, "./..."], { env: environment, encoding: "utf8" });
  expect(`${name}: exit status`, run.status === 0 || run.status === 1 || run.status === 3, `${run.status} ${run.stderr}`);
  const json = spawnSync(binary, ["check", "--format=json", "-C", dir, ...flags, "./..."], { env: environment, encoding: "utf8", maxBuffer: 1 << 28 });
  return { name, file, url: `file://${file}`, findings: JSON.parse(json.stdout).findings, text: fs.readFileSync(file, "utf8") };
}

function write(dir, files) {
  fs.rmSync(dir, { recursive: true, force: true });
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    fs.writeFileSync(path.join(dir, name), text);
  }
  return dir;
}

// The first labelled case of each rule, each a module.
function many() {
  const dir = write(path.join(folder, "cases"), {});
  const cases = path.join(sources, "tests/cases");
  for (const rule of fs.readdirSync(cases, { withFileTypes: true }).filter((d) => d.isDirectory()).map((d) => d.name)) {
    const first = fs.readdirSync(path.join(cases, rule)).sort()[0];
    fs.cpSync(path.join(cases, rule, first), path.join(dir, rule, first), { recursive: true });
  }
  return dir;
}

const HOSTILE = `package m

type T struct{ n int }

var items = map[string]*T{}

func Get(k string) int {
	// </script><script>alert(1)</script> "quotes" <!-- & \u202e bidi \u202c \u200b
	return items["</script><img src=x onerror=alert(1)>'\\"" + k].n + len("\u2066x")
}

func Has(k string) bool { v, ok := items[k]; return ok && v != nil }
`;

// The page of `r` with its findings and maps repeated, each finding with a fingerprint of its own.
function large(r) {
  const [before, json, after] = r.text.split(/(?<=id="data">)([^<]*)/);
  const data = JSON.parse(json);
  data.findings = Array.from({ length: 10000 }, (_, i) => ({ ...data.findings[i % data.findings.length], id: `copy${i}` }));
  data.maps = Array.from({ length: 5000 }, (_, i) => data.maps[i % data.maps.length]);
  const file = path.join(folder, "large.html");
  fs.writeFileSync(file, before + JSON.stringify(data).replaceAll("<", "\\u003c") + after);
  return { name: "large", url: `file://${file}` };
}

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });

async function open(r, { width = 1280, scheme = "light", scripts = true, hash = "" } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, javaScriptEnabled: scripts });
  const page = await context.newPage();
  page.on("console", (m) => expect(`${r.name}: console`, m.type() !== "error", m.text()));
  page.on("pageerror", (e) => expect(`${r.name}: script`, false, e.message));
  page.on("request", (q) => expect(`${r.name}: request`, q.url().startsWith(r.url), q.url()));
  page.on("dialog", (d) => { expect(`${r.name}: dialog`, false); d.dismiss(); });
  await page.goto(r.url + hash);
  return page;
}

async function looks(r) {
  for (const width of [360, 1280]) {
    for (const scheme of ["light", "dark"]) {
      const page = await open(r, { width, scheme });
      const shot = await page.screenshot({ path: path.join(folder, `${r.name}-${width}-${scheme}.png`), fullPage: true });
      expect(`${r.name} ${width} ${scheme}: not blank`, shot.length > 20000, `${shot.length} bytes`);
      const [scroll, client] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      expect(`${r.name} ${width}: no horizontal overflow`, scroll <= client, `${scroll} > ${client}`);
      const beyond = await page.evaluate(() => [...document.querySelectorAll("main article, main figure, main input, main select, main svg")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).length);
      expect(`${r.name} ${width}: all within the page`, beyond === 0, `${beyond} beyond`);
      await page.evaluate(() => { for (const d of document.querySelectorAll("details")) d.open = true; });
      await page.waitForTimeout(100);
      await page.evaluate(axe + ";0");
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      for (const v of violations) expect(`${r.name} ${width} ${scheme}: axe ${v.id}`, false, `${v.help}; ${v.nodes.length}, first: ${v.nodes[0].html.slice(0, 200)} ${v.nodes[0].failureSummary}`);
      await page.context().close();
    }
  }
}

const shown = (page) => page.locator("#findings article").count();
const status = (page) => page.locator("#findings [role=status]").innerText();
const settled = (page) => page.waitForTimeout(250);

async function behaves(r) {
  const page = await open(r);
  const unsuppressed = r.findings.filter((f) => !f.suppressed);
  expect(`${r.name}: findings shown`, (await shown(page)) === Math.min(30, unsuppressed.length), `${await shown(page)} of ${unsuppressed.length}`);
  // Filters and search agree with the JSON.
  const rule = unsuppressed[0].rule;
  const of = unsuppressed.filter((f) => f.rule === rule);
  await page.selectOption("#rule", rule);
  await settled(page);
  expect(`${r.name}: filter by rule`, (await shown(page)) === Math.min(30, of.length), `${await shown(page)} of ${of.length}`);
  expect(`${r.name}: count is announced`, (await status(page)).startsWith(String(of.length)), await status(page));
  await page.selectOption("#rule", "");
  await page.selectOption("#confidence", unsuppressed[0].confidence);
  await settled(page);
  expect(`${r.name}: filter by confidence`, (await status(page)).startsWith(String(unsuppressed.filter((f) => f.confidence === unsuppressed[0].confidence).length)), await status(page));
  await page.selectOption("#confidence", "");
  await page.fill("#search", unsuppressed.at(-1).fingerprint);
  await settled(page);
  expect(`${r.name}: search`, (await shown(page)) >= 1 && (await page.locator("#findings article").first().innerText()).includes(unsuppressed.at(-1).rule));
  await page.fill("#search", "no such words");
  await settled(page);
  expect(`${r.name}: nothing found is said`, (await shown(page)) === 0 && /^0 of/.test(await status(page)), await status(page));
  await page.fill("#search", "");
  await settled(page);
  // The source is the file's own, the fault is marked on its line, and each step has its note.
  const first = page.locator("#findings article").first();
  expect(`${r.name}: fault marked`, (await first.locator("mark.fault").count()) > 0);
  expect(`${r.name}: line numbers`, (await first.locator(".line.marked .number").allInnerTexts()).includes(String(unsuppressed[0].line)));
  expect(`${r.name}: steps`, (await first.locator(".note").count()) >= unsuppressed[0].witness.length);
  // Keyboard: the skip link is first; every stop is seen.
  await page.reload();
  await page.keyboard.press("Tab");
  expect(`${r.name}: skip link first`, (await page.evaluate(() => document.activeElement.className)) === "skip");
  for (let i = 0; i < 25; i++) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect(); return e === document.body || (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && b.width > 0 && b.top < innerHeight && b.bottom > 0); });
    expect(`${r.name}: focus is seen`, seen, await page.evaluate(() => document.activeElement.outerHTML.slice(0, 120)));
  }
  await page.context().close();
  // A permalink.
  const linked = await open(r, { hash: `#f-${unsuppressed.at(-1).fingerprint}` });
  expect(`${r.name}: permalink`, (await linked.evaluate(() => document.activeElement.id)) === `f-${unsuppressed.at(-1).fingerprint}`);
  await linked.goto(`${r.url}#rule-${rule}`);
  expect(`${r.name}: rule's page`, await linked.locator(`#rule-${rule} details`).evaluate((d) => d.open));
  await linked.context().close();
  // Without scripts and on paper.
  const plain = await open(r, { scripts: false, width: 360 });
  expect(`${r.name}: without scripts`, (await plain.locator("#findings ol.plain > li").count()) === r.findings.length);
  const overflow = await plain.locator("main").evaluate((m) => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(`${r.name}: without scripts, no overflow`, overflow <= 0, `${overflow}`);
  await plain.context().close();
  const paper = await open(r);
  await paper.evaluate(() => dispatchEvent(new Event("beforeprint")));
  expect(`${r.name}: all is printed`, (await shown(paper)) === unsuppressed.length);
  await paper.context().close();
}

async function valid(r) {
  const validator = new HtmlValidate({ extends: ["html-validate:standard"], rules: { "no-inline-style": "off", "no-trailing-whitespace": "off", "long-title": "off", "require-sri": "off" } });
  const result = await validator.validateString(r.text);
  for (const m of result.results.flatMap((x) => x.messages).slice(0, 10)) expect(`${r.name}: html ${m.ruleId}`, false, `${m.line}:${m.column} ${m.message}`);
  expect(`${r.name}: no fence of code is left as text`, !/<code><\/code>|```/.test(r.text));
}

try {
  const example = report("example", path.join(sources, "examples/orders"), "--show=possible");
  const cases = report("cases", many(), "--rules=all", "--show=possible");
  expect("cases: many rules", new Set(cases.findings.map((f) => f.rule)).size >= 10, `${new Set(cases.findings.map((f) => f.rule)).size}`);
  const hostile = report("hostile", write(path.join(folder, "hostile"), { "go.mod": "module example.com/m\n\ngo 1.22\n", "a.go": HOSTILE, "b/b.go": Buffer.from("package b\n\nvar s = \"\xff</script>\"\n", "latin1") }), "--show=possible");
  expect("hostile: what was analysed", /Analysed: 2 packages, 2 files, 15 lines;/.test(hostile.text), /Analysed:.*/.exec(hostile.text)?.[0]);
  for (const r of [example, cases, hostile]) await valid(r);
  for (const r of [example, cases]) {
    await looks(r);
    await behaves(r);
    expect(`${r.name}: same again`, report(r.name, r === example ? path.join(sources, "examples/orders") : path.join(folder, "cases"), ...(r === cases ? ["--rules=all"] : []), "--show=possible", "-j1").text === r.text);
  }

  const page = await open(hostile);
  const text = await page.locator("main").innerText();
  expect("hostile: shown as text", text.includes("</script><script>alert(1)</script>"), text.slice(0, 600));
  expect("hostile: direction is seen", text.includes("⟨U+202E⟩") && text.includes("⟨U+200B⟩"));
  expect("hostile: no such character", !/[\u202a-\u202e\u2066-\u2069\u200b]/.test(hostile.text));
  await page.context().close();

  const big = large(example);
  const start = Date.now();
  const bigPage = await open(big);
  expect("large: first page", (await shown(bigPage)) === 30);
  await bigPage.fill("#search", "copy1234");
  await settled(bigPage);
  expect("large: search", /^1 of/.test(await status(bigPage)), await status(bigPage));
  console.log(`large: opened and searched in ${Date.now() - start} ms`);
  expect("large: quick", Date.now() - start < 8000);
  await bigPage.context().close();
} finally {
  await browser.close();
}
console.log(failures ? `${failures} failures` : "report: all good");
process.exit(failures ? 1 : 0);
