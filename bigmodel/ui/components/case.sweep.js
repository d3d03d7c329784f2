// The score along the field under the finger: a line for what has an order, bars for categories.

const TOPS = [0.02, 0.05, 0.1, 0.2, 0.5, 1];

function placeOf(sweep, value, index) {
  // Where a value stands along x: numbers as they are, hours as hours, dates as days, categories by their place.
  if (sweep.kind === "number") return value;
  if (sweep.kind === "category") return index;
  const moment = Date.parse(`${value}Z`);
  return sweep.kind === "hour" ? (moment % 86400000) / 3600000 : moment / 86400000;
}

function valueAt(sweep, x) {
  // The value that a press on the chart stands for: any number, else the nearest of those that were asked.
  if (sweep.kind === "number") return x;
  const gaps = sweep.values.map((value, index) => Math.abs(placeOf(sweep, value, index) - x));
  return sweep.values[gaps.indexOf(Math.min(...gaps))];
}

function crossings(sweep, threshold) {
  // Where the line passes the threshold.
  const found = [];
  for (let i = 1; i < sweep.scores.length; i += 1) {
    const [before, after] = [sweep.scores[i - 1], sweep.scores[i]];
    if (before < threshold === after < threshold) continue;
    const [from, to] = [i - 1, i].map((place) => placeOf(sweep, sweep.values[place], place));
    found.push(from + ((threshold - before) / (after - before)) * (to - from));
  }
  return found;
}

function tickOf(kind, x, whole, year) {
  if (whole && !Number.isInteger(x)) return "";
  if (kind === "number") return Math.abs(x) >= 1e5 ? Number(x).toExponential(0) : plain(x, year);
  return kind === "hour" ? `${x}:00` : new Date(x * 86400000).toISOString().slice(0, 10);
}

function rounded(x, year) {
  // Three digits are enough to say where a line passes; a year keeps its four.
  return year ? plain(Math.round(x), year) : digits(x);
}

function said(sweep, threshold, words, whole, year) {
  const [low, high] = [Math.min(...sweep.scores), Math.max(...sweep.scores)];
  const range = `The score runs from ${digits(low)} to ${digits(high)}`;
  if (threshold === null) return `${range}.`;
  if (high < threshold) return `${range}: no value here reaches the threshold.`;
  if (low >= threshold) return `${range}: each value here is ${words.flagged}.`;
  if (sweep.kind === "category") return `${range}.`;
  const at = crossings(sweep, threshold);
  const shownAt = at.slice(0, 3).map((x) => (sweep.kind === "number" ? rounded(whole ? Math.ceil(x) : x, year) : tickOf(sweep.kind, Math.round(x))));
  return `${range} and passes the threshold at ${shownAt.join(", ")}${at.length > 3 ? " and more" : ""}.`;
}

function drawSweep(view, answer) {
  const { sweep } = answer;
  view.find("sweep-card").hidden = !sweep || !sweep.scores.length;
  if (view.find("sweep-card").hidden) return;
  const { threshold, words } = view.data;
  const title = view.titleOf(sweep.field);
  const what = answer.flagged === null ? `Probability of ${shortened(answer.decision, 24)}` : "Score";
  view.write("sweep-title", `${what} as ${shortened(title, 36)} changes`);
  // Of whole numbers the first one beyond the threshold is said, and none between them stands along the axis.
  const control = view.data.controls.find((each) => each.name === sweep.field);
  const [whole, year] = [control?.step >= 1, Boolean(control?.year)];
  view.write("sweep-said", said(sweep, threshold, words, whole, year));
  view.find("plot").hidden = sweep.kind === "category";
  view.find("values").hidden = sweep.kind !== "category";
  if (sweep.kind === "category") drawBars(view, sweep, threshold);
  else drawLine(view, sweep, answer.score, threshold, title, whole, year);
}

function drawBars(view, sweep, threshold) {
  const list = view.find("values");
  const focused = view.root.getRootNode().activeElement;
  const again = list.contains(focused) ? focused.title : null;
  const rows = sweep.values.map((value, place) => {
    const node = bar("button", value ?? MISSING, sweep.scores[place], sweep.scores[place], threshold);
    node.firstChild.type = "button";
    node.firstChild.title = value ?? MISSING;
    node.firstChild.setAttribute("aria-pressed", String(value === sweep.here));
    node.firstChild.onclick = () => view.put(sweep.field, value);
    return node;
  });
  list.replaceChildren(...rows);
  if (again !== null) [...list.querySelectorAll("button")].find((node) => node.title === again)?.focus();
}

function drawLine(view, sweep, score, threshold, title, whole, year) {
  const { chart } = view;
  const resized = chart.measure();
  const xs = sweep.values.map((value, index) => placeOf(sweep, value, index));
  const here = sweep.here === null ? null : placeOf(sweep, sweep.here, 0);
  const highest = Math.max(threshold ?? 0, score, ...sweep.scores) * 1.05;
  const top = TOPS.find((each) => each >= highest) ?? 1.02;
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const span = high > low ? [low, high] : [low - 1, high + 1];
  // Words stand where the line does not.
  const below = Math.abs((threshold ?? top) - 0.1 * top) < 0.15 * top ? 0.36 * top : 0.1 * top;
  const free = sweep.scores.at(-1) > top / 2 ? below : top;
  const [first, last] = [sweep.scores[0], sweep.scores.at(-1)].map((end) => Math.abs(end - (threshold ?? 0)));
  const right = last >= first;
  const ground = JSON.stringify([span, top, title, threshold, sweep.usual, free, right]);
  if (resized || ground !== view.ground) {
    view.ground = ground;
    chart.options.titleX = shortened(title, 40);
    chart.options.showX = (tick) => tickOf(sweep.kind, tick, whole, year);
    chart.scale(span, [0, top]);
    shadeRare(chart, sweep.usual, span, top, free);
    if (threshold !== null) {
      chart.line("threshold", "line threshold", span, [threshold, threshold]);
      chart.note("threshold-name", "threshold", right ? span[1] : span[0], threshold);
      const name = chart.part("threshold-name", "text", "note", chart.labels);
      const beside = right ? { "text-anchor": "end", dx: -4, dy: -18 } : { "text-anchor": "start", dx: 4, dy: -18 };
      for (const [key, value] of Object.entries(beside)) name.setAttribute(key, value);
    }
  }
  chart.line("score", "line model", xs, sweep.scores);
  chart.part("here", "path", "here", chart.over).style.display = here === null ? "none" : "";
  if (here !== null) chart.point("here", "here", Math.min(span[1], Math.max(span[0], here)), score);
}

function shadeRare(chart, usual, [low, high], top, free) {
  // What lies beyond 98 % of the training rows.
  const parts = usual ? [[low, Math.min(high, usual[0])], [Math.max(low, usual[1]), high]] : [];
  const wide = parts.filter(([from, to]) => to > from);
  const path = wide.map(
    ([from, to]) => `M${chart.x(from)} ${chart.y(0)}V${chart.y(top)}H${chart.x(to)}V${chart.y(0)}Z`,
  );
  chart.part("rare", "path", "rare").setAttribute("d", path.join(""));
  const widest = wide.sort((a, b) => b[1] - b[0] - (a[1] - a[0]))[0];
  const roomy = widest && chart.x(widest[1]) - chart.x(widest[0]) > 40;
  chart.note("rare-name", roomy ? "rare in training" : "", roomy ? (widest[0] + widest[1]) / 2 : low, free);
  const name = chart.part("rare-name", "text", "note");
  name.setAttribute("text-anchor", roomy && widest[1] === high && chart.x(widest[1]) - chart.x(widest[0]) < 100 ? "end" : "middle");
  if (name.getAttribute("text-anchor") === "end") name.setAttribute("x", chart.x(widest[1]) - 4);
}
