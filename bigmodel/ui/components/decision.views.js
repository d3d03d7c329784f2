// What each part of the decision shows; all text goes in as text, never as markup.

function writeLabels(decision) {
  const { table, words } = decision;
  const rate = percent(table.positives / Math.max(1, table.rows));
  decision.write(
    "about",
    `On validation data: ${plural(table.rows, words.case, words.cases)}, ` +
      `${plural(table.positives, words.positive, words.positives)} (${rate}). The test result above stays as it is.`,
  );
  decision.write("threshold-label", `${capital(words.flagged)} when the score is at least`);
  decision.write("matrix-title", `Which ${words.cases} are ${words.flagged}, validation`);
  decision.write("alerts-label", table.days ? "Alerts a day" : `Alerts per 1,000 ${words.cases}`);
  decision.write("false_alarm-label", `Cost of a false alarm (${decision.costs.currency})`);
  decision.write("miss-legend", `Cost of a missed ${words.positive}`);
  decision.write("miss-label", `Cost of each missed ${words.positive} (${decision.costs.currency})`);
  decision.write("net-title", `${words.money} on validation data`);
  decision.write("money-title", `${words.money} against threshold, validation`);
  for (const part of ["negative-row", "negative-key"]) decision.write(part, words.negative);
  for (const part of ["positive-row", "positive-key"]) decision.write(part, words.positive);
  decision.write("passed-column", words.passed);
  decision.write("flagged-column", words.flagged);
  decision.write("passed-name", `rightly ${words.passed}`);
  decision.write("missed-name", `missed ${words.positives}`);
  decision.write("caught-name", `caught ${words.positives}`);
  decision.find("reference-key").hidden = !decision.reference;
  if (decision.reference) decision.write("reference-name", decision.reference.name);
}

function drawHistogram(decision, chart) {
  const { table } = decision;
  const { edges } = table.histogram;
  const negative = table.histogram.negative.map((cases) => cases / Math.max(1, table.rows - table.positives));
  const positive = table.histogram.positive.map((cases) => cases / Math.max(1, table.positives));
  const heights = [...negative, ...positive].sort((a, b) => b - a);
  // One bar that towers over all others is cut and says how high it is; the rest stays readable.
  const top = heights[0] > 3 * heights[1] ? 1.7 * heights[1] : 1.06 * heights[0];
  chart.scale([0, highest(table)], [0, top || 1]);
  chart.bars("negative", "bar negative", edges, negative);
  chart.bars("positive", "bar positive", edges, positive);
  const bin = [...negative, ...positive].findIndex((height) => height > top) % negative.length;
  if (bin >= 0) chart.note("tall", `↑ ${percent(heights[0])}`, edges[bin + 1], top);
  else chart.note("tall", "", 0, 0);
}

function drawMatrix(decision, now) {
  const { rows, positives } = decision.table;
  const totals = { passed: rows - positives, alarms: rows - positives, missed: positives, caught: positives };
  for (const [name, total] of Object.entries(totals)) {
    decision.write(`${name}-count`, count(now[name]));
    decision.find(name).style.setProperty("--share", `${Math.round((100 * now[name]) / Math.max(1, total))}%`);
  }
  decision.write("precision", share(now.precision));
  decision.write("recall", share(now.recall));
}

function drawMoney(decision, now) {
  const sign = decision.costs.currency;
  const { words } = decision;
  decision.write("net", money(now.net, sign));
  decision.find("net").classList.toggle("gain", now.net > 0);
  decision.find("net").classList.toggle("loss", now.net < 0);
  decision.write(
    "sum",
    now.alerts
      ? `${plural(now.caught, words.positive, words.positives)} stopped (${money(now.saved, sign)}) minus ` +
          `${plural(now.alarms, "false alarm", "false alarms")} (${money(now.spent, sign)})`
      : `Nothing is ${words.flagged}: nothing is stopped and nothing is spent.`,
  );
  const best = benefit(decision.table, decision.best, decision.costs);
  const short = best - now.net;
  const good = short < 0.005;  // half a cent: what summing up in another order leaves
  decision.write("against", good ? "Best for these costs" : `${money(short, sign)} below the best`);
  decision.find("against").classList.toggle("good", good);
}

function summary(decision, now) {
  const { words, find } = decision;
  return (
    `Threshold ${find("threshold-value").textContent}, ${find("alerts").getAttribute("aria-valuetext")}. ` +
    `${count(now.caught)} ${words.positives} caught, ${count(now.missed)} missed, ` +
    `${plural(now.alarms, "false alarm", "false alarms")}, ${count(now.passed)} rightly ${words.passed}. ` +
    `Precision ${find("precision").textContent}, recall ${find("recall").textContent}. ` +
    `${words.money} ${find("net").textContent}.`
  );
}
