// The report's page: findings and maps are drawn from the data when they are asked for, some at a time.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const BATCH = 30;

  // An element; all text goes through text nodes, so nothing in it is markup.
  function el(tag, attributes = {}, ...children) {
    const e = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== false) e.setAttribute(name, value === true ? "" : value);
    e.append(...children.filter((c) => c !== null && c !== undefined));
    return e;
  }
  // Text with `code` in it.
  function prose(text) {
    return text.split("`").map((part, i) => (i % 2 ? el("code", {}, part) : part));
  }
  const plural = (n, what) => `${n.toLocaleString("en")} ${what}${n === 1 ? "" : what.endsWith("ss") ? "es" : "s"}`;
  const place = (p) => `${p.file}:${p.line}:${p.column}`;

  // --- source with the witness on it

  function codeLine(file, number, marks) {
    const [text, kinds] = file.lines[number];
    const code = el("code");
    const edges = new Set([0, text.length]);
    const runs = [];
    let at = 0;
    for (const [, kind, length] of kinds.matchAll(/([a-z_])(\d+)/g)) {
      runs.push([at, (at += Number(length)), kind]);
      edges.add(at);
    }
    for (const m of marks) edges.add(Math.min(m.from, text.length)).add(Math.min(m.to, text.length));
    const sorted = [...edges].sort((a, b) => a - b);
    for (let i = 0; i + 1 < sorted.length; i++) {
      const [from, to] = [sorted[i], sorted[i + 1]];
      const kind = runs.find((r) => r[0] <= from && from < r[1])?.[2] ?? "_";
      const over = marks.filter((m) => m.from <= from && to <= m.to);
      let piece = text.slice(from, to);
      if (kind !== "_") piece = el("span", { class: `t-${kind}` }, piece);
      if (over.length) piece = el("mark", { class: over.some((m) => m.label === "!") ? "fault" : "step" }, piece);
      code.append(piece);
    }
    return el("div", { class: marks.length ? "line marked" : "line" }, el("span", { class: "number" }, String(number)), code);
  }

  function marksOf(f) {
    const mark = ([file, line, from, to, column, message]) => ({ file, line, from, to: Math.max(to, from + 1), column, message });
    const marks = f.steps.map((s, i) => ({ ...mark(s), label: String(i + 1), around: 2 }));
    marks.push({ ...mark(f.at), fault: true, label: "!", message: "the fault is here", around: 4 });
    // The last step often is the fault itself, and says more.
    const last = marks.at(-2);
    if (last && last.file === marks.at(-1).file && last.line === marks.at(-1).line) { last.fault = true; marks.at(-1).said = true; }
    return marks;
  }

  const anchorOf = (m) => (m.label === "!" ? "fault" : `step-${m.label}`);

  function source(f, id) {
    const marks = marksOf(f);
    const out = [];
    const noted = marks.filter((m) => !m.said);
    if (noted.length > 1) {
      out.push(el("ol", { class: "trail", "aria-label": "Steps" }, ...noted.map((m) =>
        el("li", {}, el("a", { href: `#${id}-${anchorOf(m)}`, class: m.fault ? "fault" : "" }, el("span", { class: "badge", "aria-hidden": "true" }, m.label),
          `${m.fault ? "fault " : ""}${data.files[m.file].path.split("/").pop()}:${m.line}`)))));
    }
    for (const index of new Set(marks.map((m) => m.file))) {
      const file = data.files[index];
      const here = marks.filter((m) => m.file === index);
      const lines = new Set();
      for (const m of here) for (let l = m.line - m.around; l <= m.line + m.around; l++) if (file.lines[l]) lines.add(l);
      const listing = el("div", { class: "listing" });
      let last = 0;
      for (const l of [...lines].sort((a, b) => a - b)) {
        if (last && l > last + 1) listing.append(el("div", { class: "gap", "aria-hidden": "true" }, "⋯"));
        last = l;
        const on = here.filter((m) => m.line === l);
        listing.append(codeLine(file, l, on));
        for (const m of on.filter((o) => !o.said)) {
          listing.append(el("p", { class: m.fault ? "note fault" : "note", id: `${id}-${anchorOf(m)}`, tabindex: "-1" },
            el("span", { class: "badge", "aria-hidden": "true" }, m.label), el("span", { class: "hidden" }, m.label === "!" ? "" : `step ${m.label}: `), el("span", {}, ...prose(m.message))));
        }
      }
      out.push(el("figure", {}, el("figcaption", {}, file.path), listing));
    }
    return out;
  }

  function fixElement(fix) {
    const lines = (text, sign) => text.split("\n").map((l) => el("div", { class: sign === "+" ? "added" : "removed" }, el("span", { class: "number" }, sign), el("code", {}, l)));
    return el("details", { class: "fix" }, el("summary", {}, "Fix: ", ...prose(fix.message)),
      ...fix.hunks.map((h) => el("figure", {}, el("figcaption", {}, `${h.file}:${h.line}`), el("div", { class: "listing" }, ...lines(h.before, "−"), ...lines(h.after, "+")))));
  }

  // Findings with one fingerprint are told apart by a number.
  const seen = new Map();
  for (const f of data.findings) {
    const n = (seen.get(f.id) ?? 0) + 1;
    seen.set(f.id, n);
    f.anchor = `f-${f.id}${n > 1 ? `-${n}` : ""}`;
    f.package = data.files[f.at[0]].package;
    f.words = `${f.message} ${f.rule} ${data.files[f.at[0]].path} ${f.id}`.toLowerCase();
  }

  function findingElement(f) {
    const file = data.files[f.at[0]];
    const id = f.anchor;
    return el("article", { class: "finding", id, tabindex: "-1", "aria-labelledby": `${id}-title` },
      el("h3", { id: `${id}-title` }, ...prose(f.message)),
      el("p", { class: "meta" }, el("span", { class: `confidence ${f.confidence}` }, f.confidence), el("a", { href: `#rule-${f.rule}` }, f.rule),
        el("span", { class: "place" }, `${file.path}:${f.at[1]}:${f.at[4]}`), ...(f.configurations ? [el("span", {}, `in ${f.configurations.join(", ")}`)] : []),
        el("a", { href: `#${id}`, "aria-label": `Permalink to finding ${f.id}` }, "permalink")),
      f.suppressed !== undefined ? el("p", { class: "suppressed" }, "Suppressed in the source: ", f.suppressed || "no reason given") : null,
      ...source(f, id),
      el("p", { class: "remedy" }, el("strong", {}, "Remedy: "), ...prose(data.rules[f.rule])),
      ...(f.fixes ?? []).map(fixElement));
  }

  // --- a list with filters, drawn in batches

  function field(id, label, control) {
    return el("div", { class: "field" }, el("label", { for: id }, label), Object.assign(control, { id }));
  }
  function select(id, label, values, all) {
    const counts = new Map();
    for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
    return field(id, label, el("select", {}, el("option", { value: "" }, all), ...[...counts].sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([v, n]) => el("option", { value: v }, `${v} (${n})`))));
  }
  function checkbox(id, label) {
    return el("div", { class: "field check" }, el("input", { type: "checkbox", id }), el("label", { for: id }, label));
  }

  function list(section, { items, fields, matches, draw, what, name }) {
    const form = el("form", { class: "filters", role: "search", "aria-label": `Filter ${name}` }, ...fields);
    const status = el("p", { class: "status", role: "status", "aria-live": "polite" });
    const box = el("div", { class: "list" });
    const more = el("button", { type: "button", class: "more" });
    let found = [], drawn = 0, only = "";

    function extend(n) {
      const next = found.slice(drawn, drawn + n);
      box.append(...next.map(draw));
      drawn += next.length;
      more.hidden = drawn >= found.length;
      more.textContent = `Show ${Math.min(BATCH, found.length - drawn)} more of ${found.length.toLocaleString("en")}`;
      return next.length;
    }
    function apply() {
      found = only ? items.filter((i) => i.anchor === only) : items.filter(matches);
      box.replaceChildren();
      drawn = 0;
      extend(BATCH);
      status.replaceChildren(only ? "Only the finding of the link is shown. " : found.length === items.length ? plural(found.length, what) : `${found.length.toLocaleString("en")} of ${plural(items.length, what)}`);
      if (only) {
        const all = el("button", { type: "button" }, "Show all");
        all.addEventListener("click", () => { leave(); form.querySelector("input").focus(); });
        status.append(all);
      } else if (!found.length && items.length) {
        status.append(". Change or clear the filters to see others.");
      }
    }
    function leave() {
      only = "";
      history.replaceState(null, "", "#" + section.id);
      apply();
    }
    let timer;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => (only ? leave() : apply()), 120);
    });
    form.addEventListener("submit", (e) => e.preventDefault());
    more.addEventListener("click", () => {
      const first = drawn;
      extend(BATCH);
      box.children[first]?.focus();
    });
    section.append(form, status, box, more);
    apply();
    return { apply, all: () => extend(found.length), show(anchor) { only = anchor; apply(); } };
  }

  const value = (id) => document.getElementById(id)?.value ?? "";
  const checked = (id) => document.getElementById(id)?.checked ?? false;
  const words = (id) => value(id).toLowerCase().split(/\s+/).filter(Boolean);

  let findings = null;
  if (data.findings.length) {
    const counted = data.findings.filter((f) => f.suppressed === undefined);
    findings = list(document.getElementById("findings"), {
      items: data.findings, what: "finding", name: "findings", draw: findingElement,
      fields: [
        field("search", "Search", el("input", { type: "search", placeholder: "message, file, fingerprint" })),
        select("rule", "Rule", counted.map((f) => f.rule), "all rules"),
        select("package", "Package", counted.map((f) => f.package), "all packages"),
        select("confidence", "Confidence", counted.map((f) => f.confidence), "any"),
        counted.length < data.findings.length ? checkbox("with-suppressed", `Suppressed too (${data.findings.length - counted.length})`) : null,
      ],
      matches: (f) => (f.suppressed === undefined || checked("with-suppressed")) && (!value("rule") || f.rule === value("rule")) && (!value("package") || f.package === value("package")) &&
        (!value("confidence") || f.confidence === value("confidence")) && words("search").every((w) => f.words.includes(w)),
    });
  } else {
    document.getElementById("findings").append(el("p", {}, "Nothing was found."));
  }

  // --- maps

  const KINDS = ["inserts", "lookups", "ranges", "deletes", "replaced", "decoded", "escapes"];
  const SINGULAR = { inserts: "insert", lookups: "lookup", ranges: "range", deletes: "delete", replaced: "replacement", decoded: "decoding", escapes: "unknown use" };
  const mapName = (m) => (!m.name ? `in ${m.owner}` : !m.owner || m.kind === "global" ? m.name : `${m.owner}.${m.name}`);

  function svg(tag, attributes, ...children) {
    const e = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, v] of Object.entries(attributes)) e.setAttribute(name, v);
    e.append(...children);
    return e;
  }

  // Accesses by the locks that are held: [title, guarded, [function, what it does]].
  function lanes(m) {
    const by = new Map();
    for (const kind of KINDS) {
      for (const a of m[kind]) {
        const lock = a.locks.join(", ");
        if (!by.has(lock)) by.set(lock, new Map());
        const functions = by.get(lock);
        if (!functions.has(a.function)) functions.set(a.function, {});
        const counts = functions.get(a.function);
        counts[kind] = (counts[kind] ?? 0) + 1;
        if (a.guard === "none") counts.untested = (counts.untested ?? 0) + 1;
      }
    }
    return [...by].sort((a, b) => (a[0] < b[0] ? 1 : -1)).map(([lock, functions]) => ({
      title: lock ? `under ${lock}` : "no lock held", locked: lock !== "",
      rows: [...functions].map(([name, counts]) => [name, KINDS.filter((k) => counts[k]).map((k) => plural(counts[k], SINGULAR[k]) + (k === "lookups" && counts.untested ? ` (${counts.untested} untested)` : "")).join(", ")]),
    }));
  }

  const wide = matchMedia("(min-width: 60rem)");

  // What flows in, the map, and who touches it under which lock.
  function picture(m) {
    const big = wide.matches, width = big ? 960 : 312, column = big ? 280 : 312, pitch = 38, limit = 6;
    const drawing = [];
    const cut = (text, w, size) => { const n = Math.floor((w - 22) / (size * 0.605)); return text.length > n ? text.slice(0, n - 1) + "…" : text; };
    const text = (x, y, s, cls, w, size = 12) => drawing.push(svg("text", { x, y, class: cls }, cut(s, w, size)));
    const capped = (rows, one) => (rows.length <= limit ? rows : [...rows.slice(0, limit - 1), [`and ${plural(rows.length - limit + 1, one)} more`, "in the list below"]]);
    // A box with a title and rows of two lines; its height.
    const box = (x, y, title, rows, cls) => {
      const height = 30 + rows.length * pitch;
      drawing.push(svg("rect", { x: x + 0.5, y: y + 0.5, width: column - 1, height: height - 1, rx: 6, class: `box ${cls}` }));
      text(x + 11, y + 20, title, "title", column);
      rows.forEach(([a, b], i) => {
        text(x + 11, y + 42 + i * pitch, a, "main", column);
        text(x + 11, y + 57 + i * pitch, b, "sub", column, 11);
      });
      return height;
    };
    const stack = (x, y, boxes) => boxes.reduce((at, b) => at + box(x, at, ...b) + 10, y) - 10;

    const values = m.values.map((v) => [v.expression, [v.storage ?? "place not known", v.bytes === null ? null : plural(v.bytes, "byte"), v.may_be_nil ? "may be nil" : null, `line ${v.line}`].filter(Boolean).join(" · ")]);
    const left = [["values that flow in", values.length ? capped(values, "value") : [["none seen", ""]], "plain"]];
    const entry = m.entry_bytes ? `${Math.ceil(m.entry_bytes.full)}–${Math.ceil(m.entry_bytes.at_load)} bytes` : "size not known";
    const middle = [[mapName(m), [[m.type, "type"], [`as long as its ${m.lifetime}`, "lives"], [m.bounded ?? "nothing that is seen", "bounded by"], [entry, `an entry; ${plural(m.traced_words ?? 0, "pointer")} traced`], [m.locks.guard ?? "no common lock", "guarded by"]], "map"]];
    const right = lanes(m).map((l) => [l.title, capped(l.rows, "function"), l.locked ? "locked" : "open"]);
    if (!right.length) right.push(["nothing touches it", [], "open"]);
    right.push(["goroutines", capped(m.goroutines.length ? m.goroutines.map((g) => (g === "caller" ? ["caller", "whichever calls"] : [g.slice(3), "started by go"])) : [["none after it is made", ""]], "goroutine"), "plain"]);

    const arrow = (x1, y1, x2, y2) => {
      const dx = Math.sign(x2 - x1), dy = Math.sign(y2 - y1);
      drawing.push(svg("path", { d: `M${x1} ${y1}L${x2} ${y2}m${dx ? -6 * dx : -4} ${dx ? -4 : -6 * dy}L${x2} ${y2}l${dx ? -6 * dx : 4} ${dx ? 4 : -6 * dy}`, class: "arrow" }));
    };
    let height;
    if (big) {
      const mapTop = 0;
      height = Math.max(stack(0, 0, left), stack(340, mapTop, middle), stack(680, 0, right));
      if (values.length) arrow(284, 40, 334, 40);
      arrow(674, 40, 626, 40);
    } else {
      let y = stack(0, 0, left);
      arrow(156, y + 3, 156, y + 21);
      y = stack(0, y + 26, middle);
      arrow(156, y + 21, 156, y + 3);
      height = stack(0, y + 26, right);
    }
    const described = `${mapName(m)}: ${plural(m.values.length, "value")} flow in; ${KINDS.filter((k) => m[k].length).map((k) => plural(m[k].length, SINGULAR[k])).join(", ") || "no accesses"}; ${m.locks.guard ? `guarded by ${m.locks.guard}` : "no common lock"}. The list below has all of it.`;
    return svg("svg", { viewBox: `0 0 ${width} ${height + 1}`, class: "picture", role: "img", "aria-label": described, style: `max-width:${width}px` }, ...drawing);
  }

  function table(title, head, rows) {
    return rows.length ? el("div", { class: "wide", tabindex: "0", role: "group", "aria-label": title }, el("table", {}, el("caption", {}, title), el("thead", {}, el("tr", {}, ...head.map((h) => el("th", { scope: "col" }, h)))),
      el("tbody", {}, ...rows.map((r) => el("tr", {}, ...r.map((c) => el("td", {}, c))))))) : null;
  }

  function mapElement(m) {
    const details = el("details", {}, el("summary", {}, `All places of ${mapName(m)}`));
    // Filled when it is opened first.
    details.addEventListener("toggle", () => {
      if (!details.open || details.children.length > 1) return;
      details.append(...[
        table("Made", ["at", "expression"], m.made.map((p) => [place(p), el("code", {}, p.expression)])),
        table("Values", ["at", "expression", "storage", "bytes", "may be nil"], m.values.map((v) => [place(v), el("code", {}, v.expression), v.storage ?? "not known", v.bytes === null ? "not known" : String(v.bytes), v.may_be_nil ? "yes" : "no"])),
        table("Accesses", ["what", "at", "function", "key", "absence", "locks"], KINDS.flatMap((k) => m[k].map((a) => [SINGULAR[k], place(a), el("code", {}, a.function), el("code", {}, a.key ?? ""), a.guard ?? "", a.locks.join(", ") || "none"]))),
        table("Goroutines", ["started at"], m.goroutines.map((g) => [g])),
      ].filter(Boolean));
    });
    return el("article", { class: "mapcard", tabindex: "-1", "aria-label": `map ${mapName(m)}` },
      el("h3", {}, el("code", {}, mapName(m))),
      el("p", { class: "meta" }, el("span", { class: "place" }, place(m.declared)), el("span", {}, m.kind), ...(m.configurations ? [el("span", {}, `in ${m.configurations.join(", ")}`)] : [])),
      picture(m), details);
  }

  let maps = null;
  if (data.maps.length) {
    for (const m of data.maps) m.words = `${mapName(m)} ${m.type} ${m.declared.file} ${m.locks.guard ?? ""} ${(m.configurations ?? []).join(" ")}`.toLowerCase();
    maps = list(document.getElementById("maps"), {
      items: data.maps, what: "map", name: "maps", draw: mapElement,
      fields: [field("map-search", "Search", el("input", { type: "search", placeholder: "name, type, file, lock" })), select("lifetime", "Lives as long as", data.maps.map((m) => m.lifetime), "any"),
        checkbox("unguarded", "Without a common lock"), checkbox("unbounded", "Without a bound")],
      matches: (m) => words("map-search").every((w) => m.words.includes(w)) && (!value("lifetime") || m.lifetime === value("lifetime")) &&
        (!checked("unguarded") || !m.locks.guard) && (!checked("unbounded") || !m.bounded),
    });
    wide.addEventListener("change", () => maps.apply());
  } else {
    document.getElementById("maps").append(el("p", {}, "No map holds pointers."));
  }

  // --- links into the page, and paper

  function follow() {
    const id = decodeURIComponent(location.hash.slice(1));
    const of = data.findings.find((f) => f.anchor === id);
    if (of && !document.getElementById(id)) findings.show(id);
    const target = document.getElementById(id);
    if (!target) return;
    if (id.startsWith("rule-")) target.querySelector("details").open = true;
    target.focus({ preventScroll: true });
    target.scrollIntoView();
  }
  addEventListener("hashchange", follow);
  if (location.hash) follow();
  addEventListener("beforeprint", () => {
    findings?.all();
    maps?.all();
    for (const d of document.querySelectorAll("details")) d.open = true;
  });
})();
