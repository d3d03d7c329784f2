// The decision: sliders and costs on the left, four views that follow on the next frame. Fed once; only
// "Keep this decision" and a click on a cell of the matrix go back to the server.

const CURVE_POINTS = 400;
const SLIDER = 1000;
const SAY_AFTER = 500;

class Decision {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`[data-part="${name}"]`);
    this.write = (name, text) => {
      const node = this.find(name);
      if (node.textContent !== text) node.textContent = text;
    };
    this.charts = {
      curve: new Chart(this.find("curve"), {
        name: "curve",
        titleX: "recall",
        titleY: "precision",
        showY: (tick) => String(Number(tick.toFixed(2))),
        onPick: (recall) => this.move(this.stepOfRecall(recall)),
      }),
      scores: new Chart(this.find("scores"), {
        name: "scores",
        titleX: "score",
        titleY: "share of its outcome",
        showY: percentTick,
        onPick: (score) => this.moveToThreshold(score),
      }),
      money: new Chart(this.find("money"), {
        name: "money",
        titleX: "threshold",
        titleY: "net benefit",
        showY: (tick) => moneyTick(tick, this.costs.currency),
        onPick: (score) => this.moveToThreshold(score),
      }),
    };
    this.resized = new ResizeObserver(() => {
      this.sized = true;
      this.schedule();
    });
    for (const chart of Object.values(this.charts)) this.resized.observe(chart.host);
    this.listen();
  }

  listen() {
    this.find("threshold").oninput = (event) => this.moveToThreshold(Number(event.target.value));
    const alerts = this.find("alerts");
    alerts.oninput = () => this.move(this.stepOfSlider(Number(alerts.value)));
    // One press of an arrow key is one step of the table, wherever the slider stands.
    alerts.onkeydown = (event) => {
      const by = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 25, PageDown: -25 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      this.move(Math.min(this.table.alerts.length - 1, Math.max(0, this.step + by)));
      alerts.value = this.positionOf(this.table.alerts[this.step]);
    };
    for (const name of ["false_alarm", "miss"]) {
      this.find(name).oninput = (event) => this.price(name, event.target);
    }
    for (const radio of this.root.querySelectorAll('input[type="radio"]')) {
      radio.onchange = () => {
        this.costs = { ...this.costs, miss_is_amount: radio.value === "amount" };
        this.priced();
      };
    }
    for (const cell of this.root.querySelectorAll("[data-cell]")) cell.onclick = () => this.list(cell.dataset.cell);
    this.find("best").onclick = () => this.move(this.best);
    this.find("keep").onclick = () => this.keep({ threshold: this.threshold, ...this.costs });
  }

  feed(data) {
    // Take the table of a run. A rerun brings the same one again: what the user has moved stays.
    this.table = data.table;
    this.words = data.words;
    this.find("keep").hidden = !data.keepable;
    for (const cell of this.root.querySelectorAll("[data-cell]")) {
      cell.disabled = !data.listed;
      cell.title = data.listed ? "List these in the test data below" : "";
    }
    if (data.identity !== this.identity) {
      this.identity = data.identity;
      this.costs = { ...data.costs };
      this.reference = data.reference;
      this.ownCurve = curve(this.table, CURVE_POINTS);
      this.move(stepAt(this.table, data.threshold));
      this.costsToInputs();
      writeLabels(this);
      this.recount();
      this.drawn = false;
    }
    this.schedule();
  }

  costsToInputs() {
    this.find("false_alarm").value = this.costs.false_alarm;
    this.find("miss").value = this.costs.miss;
    this.find("threshold").max = highest(this.table);
    this.find("threshold").step = highest(this.table) / SLIDER;
    this.find("segments").hidden = !this.table.has_amount;
    for (const radio of this.root.querySelectorAll('input[type="radio"]')) {
      radio.checked = (radio.value === "amount") === Boolean(this.costs.miss_is_amount && this.table.has_amount);
    }
  }

  price(name, input) {
    const value = input.value === "" ? NaN : Number(input.value);
    const valid = Number.isFinite(value) && value >= 0;
    input.setAttribute("aria-invalid", String(!valid));
    if (!valid) return;
    this.costs = { ...this.costs, [name]: value };
    this.priced();
  }

  priced() {
    this.recount();
    this.schedule();
  }

  recount() {
    // What depends on costs and not on the threshold.
    this.best = bestStep(this.table, this.costs);
    this.moneyLine = moneyCurve(this.table, this.costs, CURVE_POINTS);
    this.repriced = true;
    this.find("fixed").hidden = Boolean(this.costs.miss_is_amount && this.table.has_amount);
  }

  stepOfSlider(position) {
    // The cube leaves most of the slider to few alerts, where one decides.
    return stepOfAlerts(this.table, this.table.rows * (position / SLIDER) ** 3);
  }

  positionOf(alerts) {
    return SLIDER * Math.cbrt(alerts / Math.max(1, this.table.rows));
  }

  stepOfRecall(recall) {
    const wanted = recall * this.table.positives;
    let step = 0;
    while (step < this.table.tp.length - 1 && this.table.tp[step] < wanted) step += 1;
    return step;
  }

  moveToThreshold(threshold) {
    this.move(stepAt(this.table, threshold));
  }

  move(step) {
    this.step = step;
    this.threshold = this.table.thresholds[step];
    this.schedule();
  }

  schedule() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  draw() {
    this.drawGround();
    const now = outcomeAt(this.table, this.step, this.costs);
    this.drawControls(now);
    drawMatrix(this, now);
    drawMoney(this, now);
    const { curve: plane, scores, money: worth } = this.charts;
    if (now.alerts) plane.point("here", "here", now.recall, now.precision);
    else plane.point("here", "here", 0, 1);
    const shown = Math.min(highest(this.table), this.threshold);
    scores.rule(shown);
    worth.rule(shown);
    this.say(now);
    this.root.dataset.drawn = String(Number(this.root.dataset.drawn || 0) + 1);
  }

  drawGround() {
    // Axes and curves: only when the size, the table or the costs have changed.
    if (!this.sized && !this.repriced && this.drawn) return;
    const resized = Object.fromEntries(Object.entries(this.charts).map(([name, chart]) => [name, chart.measure()]));
    this.sized = false;
    const { curve: plane, scores, money: worth } = this.charts;
    if (resized.curve || !this.drawn) {
      plane.scale([0, 1], [0, 1.02]);
      if (this.reference) plane.line("reference", "line reference", this.reference.recall, this.reference.precision);
      plane.line("model", "line model", this.ownCurve.recall, this.ownCurve.precision);
    }
    if (resized.scores || !this.drawn) drawHistogram(this, scores);
    if (resized.money || this.repriced) {
      const { threshold, money: line, low, high } = this.moneyLine;
      const { best } = this;
      worth.scale([0, highest(this.table)], [low, high]);
      worth.line("money", "line gain", threshold, line);
      worth.point("best", "best", Math.min(highest(this.table), this.table.thresholds[best]), benefit(this.table, best, this.costs));
      this.repriced = false;
    }
    this.drawn = true;
  }

  focused() {
    return this.root.getRootNode().activeElement;
  }

  drawControls(now) {
    const { table, words } = this;
    const threshold = this.find("threshold");
    const alerts = this.find("alerts");
    const shown = now.alerts ? digits(this.threshold) : "above all";
    const rate = table.days ? now.alerts / table.days : (1000 * now.alerts) / Math.max(1, table.rows);
    const unit = table.days ? "alerts a day" : `alerts per 1,000 ${words.cases}`;
    if (this.focused() !== threshold) threshold.value = this.threshold;
    if (this.focused() !== alerts) alerts.value = this.positionOf(now.alerts);
    threshold.style.setProperty("--filled", `${(100 * threshold.value) / threshold.max}%`);
    alerts.style.setProperty("--filled", `${(100 * alerts.value) / SLIDER}%`);
    this.write("threshold-value", shown);
    this.write("alerts-value", digits(rate));
    threshold.setAttribute("aria-valuetext", `${shown}: ${digits(rate)} ${unit}`);
    alerts.setAttribute("aria-valuetext", `${digits(rate)} ${unit}`);
  }

  say(now) {
    // The same in words for those who do not see the charts, once the slider rests.
    clearTimeout(this.saying);
    this.saying = setTimeout(() => this.write("summary", summary(this, now)), SAY_AFTER);
  }

  close() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.saying);
    this.resized.disconnect();
  }
}

const decisions = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  if (!data) return undefined;
  const root = parentElement.querySelector(".decide");
  if (!decisions.has(root)) decisions.set(root, new Decision(root));
  const decision = decisions.get(root);
  decision.keep = (kept) => setTriggerValue("kept", kept);
  decision.list = (cell) => {
    setTriggerValue("cell", cell);
    const place = document.querySelector(".st-key-controls-show");
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (place) place.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
  };
  decision.feed(data);
  return () => {
    decision.close();
    decisions.delete(root);
  };
}
