/* Draws what the tables hold. The table stays: it is the same in words, and what a page without JavaScript shows. */
"use strict";

(() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function rows(figure) {
    return [...figure.querySelectorAll("tr[data-at]")].map((row) => ({
      at: new Date(row.dataset.at),
      value: Number(row.dataset.value),
      outlet: row.dataset.outlet,
      text: row.dataset.text,
      about: row.dataset.about,
    }));
  }

  const said = (each) => `${each.outlet}\n${each.text}\n${each.at.toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC" })}`;

  /* Values over time, and beneath them a lane for each outlet with its numbers side by side. */
  function draw(figure) {
    const place = figure.querySelector(".drawn");
    const data = rows(figure);
    if (!place || place.hidden || data.length < 2) return;
    const width = Math.max(280, Math.min(place.clientWidth, 900));
    const changes = data.filter((each, n) => n === 0 || each.value !== data[n - 1].value);
    const outlets = [...new Set(data.map((each) => each.outlet))];
    const left = Math.min(Math.max(56, ...outlets.map((name) => 12 + name.length * 6.6)), Math.round(width * 0.32));
    const short = (name) => (name.length * 6.6 + 12 > left ? `${name.slice(0, Math.floor((left - 18) / 6.6))}…` : name);
    const common = { width, marginLeft: left, marginRight: 56, className: "plot", style: { fontSize: "12px", background: "transparent" } };
    const low = Math.min(...data.map((each) => each.value));
    const high = Math.max(...data.map((each) => each.value));
    const room = (high - low || high || 1) * 0.18;
    const values = Plot.plot({
      ...common,
      height: 170,
      marginTop: 22,
      ariaLabel: `${figure.dataset.name} over time`,
      ariaDescription: figure.querySelector("figcaption").textContent,
      x: { type: "utc", label: null, ticks: width < 500 ? 3 : 6 },
      y: { label: null, domain: [Math.max(0, low - room), high + room], ticks: 4, grid: true },
      marks: [
        Plot.line(data, { x: "at", y: "value", z: "outlet", curve: "step-after", stroke: colour("--spark"), strokeWidth: 1.5 }),
        Plot.dot(data, { x: "at", y: "value", r: 4, stroke: colour("--ink"), fill: (each) => (each.about ? colour("--paper") : colour("--ink")), title: said, tip: true }),
        Plot.text(changes, { x: "at", y: "value", text: (each) => each.value.toLocaleString("en-GB"), dy: -12, fontWeight: 600 }),
      ],
    });
    /* In a lane each value is named where it comes first: beside its dot, or above where the lane's next dot stands near. */
    const named = data.filter((each, n) => data.findIndex((other) => other.outlet === each.outlet && other.value === each.value) === n);
    const number = { x: "at", y: "outlet", text: (each) => each.value.toLocaleString("en-GB"), title: said };
    const pixels = (width - left - 56) / (data[data.length - 1].at - data[0].at || 1);
    const crowded = (each) => data.some((other) => other.outlet === each.outlet && other.at > each.at
      && (other.at - each.at) * pixels < 12 + 7 * each.value.toLocaleString("en-GB").length);
    const lanes = Plot.plot({
      ...common,
      height: 34 + outlets.length * 24,
      ariaLabel: `${figure.dataset.name}, each outlet's numbers side by side`,
      ariaDescription: "The table below has every printing in words.",
      x: { type: "utc", label: null, axis: null },
      y: { type: "band", domain: outlets, label: null, tickSize: 0, tickFormat: short },
      marks: [
        Plot.ruleY(outlets, { y: (name) => name, stroke: colour("--rule") }),
        Plot.dot(data, { x: "at", y: "outlet", r: 3, fill: colour("--spark") }),
        Plot.text(named.filter((each) => !crowded(each)), { ...number, textAnchor: "start", dx: 6 }),
        Plot.text(named.filter(crowded), { ...number, dy: -9 }),
      ],
    });
    for (const plot of [values, lanes]) {
      // one picture with one description: what its groups call themselves says nothing more
      plot.setAttribute("role", "img");
      plot.querySelectorAll("g[aria-label]").forEach((group) => group.removeAttribute("aria-label"));
    }
    place.replaceChildren(values, ...(outlets.length > 1 ? [lanes] : []));
  }

  function all() {
    document.querySelectorAll("figure[data-plot=figures]").forEach(draw);
  }

  let waiting;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(all, 150); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", all) : all();
})();
