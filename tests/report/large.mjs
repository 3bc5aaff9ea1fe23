// How a large report opens: usage: large.mjs REPORT.html BROWSER (beside the node_modules that run.sh makes). Prints the figures, and fails if
// the filter, the search or a link to a finding does not work.
import * as fs from "node:fs";
import * as path from "node:path";
import { chromium } from "playwright-core";

const [file, browserPath] = process.argv.slice(2);
const data = JSON.parse(fs.readFileSync(file, "utf8").match(/id="data">([^<]*)/)[1]);
const findings = data.findings;
console.log(`${findings.length} findings, ${data.maps.length} maps, ${(fs.statSync(file).size / 1e6).toFixed(1)} MB`);

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
let failures = 0;
page.on("pageerror", (e) => { failures++; console.log(`FAILED script: ${e.message}`); });
const url = `file://${path.resolve(file)}`;
const said = () => page.evaluate(() => document.querySelector("#findings [role=status]")?.innerText ?? "");
const timed = async (what, wanted, act) => {
  const before = await said(), start = performance.now();
  await act();
  // It follows a short while after the last key. (The page's policy forbids waitForFunction, which evaluates text.)
  let status = before;
  for (const end = start + 20000; [before, ""].includes(status) && performance.now() < end; status = await said()) await page.waitForTimeout(5);
  const took = Math.round(performance.now() - start);
  if (!wanted.test(status)) failures++;
  console.log(`${wanted.test(status) ? "" : "FAILED "}${what}: ${took} ms (${status})`);
};
const rule = findings[0].rule;
const unsuppressed = findings.filter((f) => !f.suppressed);
const of = (n) => new RegExp(`^${n.toLocaleString("en")} of`);
await timed("open", new RegExp(`^${unsuppressed.length.toLocaleString("en")} findings`), () => page.goto(url));
await timed(`filter by ${rule}`, of(unsuppressed.filter((f) => f.rule === rule).length), () => page.selectOption("#rule", rule));
await timed("no filter", new RegExp(`^${unsuppressed.length.toLocaleString("en")} findings`), () => page.selectOption("#rule", ""));
await timed("search for a fingerprint", of(unsuppressed.filter((f) => f.id === unsuppressed.at(-1).id).length), () => page.fill("#search", unsuppressed.at(-1).id));
await timed("search for what is not there", of(0), () => page.fill("#search", "no such words"));
await browser.close();
process.exit(failures ? 1 : 0);
