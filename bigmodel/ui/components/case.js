// One case to edit. While a field moves the server is asked, one question at a time and the newest first; once it
// rests the page is told, so that the views below follow.

const TELL_AFTER = 350;
const SAY_AFTER_REST = 700;
const MANY_FIELDS = 12;

class CaseView {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(`[data-part="${name}"]`);
    this.write = (name, text) => {
      const node = this.find(name);
      if (node.textContent !== text) node.textContent = text;
    };
    this.chart = new Chart(this.find("plot"), {
      name: "sweep",
      titleX: "",
      titleY: "score",
      showY: (tick) => String(Number(tick.toFixed(3))),
      onPick: (x) => this.picked(x),
    });
    this.resized = new ResizeObserver(() => this.schedule());
    this.resized.observe(this.chart.host);
    this.find("form").onsubmit = (event) => event.preventDefault();
    // What stands below is computed anew only once the finger lets go.
    root.addEventListener("pointerdown", () => (this.pressed = true));
    this.released = () => {
      if (!this.pressed) return;
      this.pressed = false;
      if (this.untold) this.tellSoon();
    };
    for (const name of ["pointerup", "pointercancel"]) addEventListener(name, this.released);
    this.find("reset").onclick = () => this.reset();
    this.find("find").oninput = () => this.filter();
  }

  feed(data) {
    // A rerun of the page brings the same case again: what the user has moved since stays.
    const other = data.identity !== this.data?.identity;
    this.data = data;
    if (!other) return;
    this.values = Object.fromEntries(data.controls.map((control) => [control.name, control.default]));
    for (const change of data.question.changes) this.values[change.field] = change.how === "missing" ? null : change.value;
    this.field = data.question.field;
    this.fields = buildFields(data.controls, (name, value) => this.put(name, value));
    const nodes = this.fields.map((field) => field.node);
    this.find("fields").replaceChildren(...nodes.slice(0, data.first));
    this.find("other-fields").replaceChildren(...nodes.slice(data.first));
    for (const field of this.fields) field.show(this.values[field.control.name]);
    this.root.classList.toggle("many", data.first < data.controls.length);
    this.write("title", data.title);
    this.write("note", data.note);
    this.find("find-field").hidden = data.controls.length <= MANY_FIELDS;
    this.find("find").value = "";
    this.filter();
    if (this.changedOthers()) this.find("others").open = true;
    this.ground = null;
    this.again = false;
    this.take(data.answer);
  }

  titleOf(name) {
    return this.data.controls.find((control) => control.name === name)?.title ?? name;
  }

  put(name, value) {
    this.values[name] = value;
    this.field = name;
    const place = this.fields.findIndex((field) => field.control.name === name);
    this.fields[place]?.show(value);
    if (place >= this.data.first) this.find("others").open = true;
    this.ask();
    this.tellSoon();
  }

  picked(x) {
    const sweep = this.answer?.sweep;
    if (!sweep) return;
    const field = this.fields.find((each) => each.control.name === sweep.field);
    const value = valueAt(sweep, x);
    this.put(sweep.field, sweep.kind === "number" ? field.rounded(value) : value);
  }

  changes() {
    return this.data.controls
      .filter((control) => this.values[control.name] !== control.default)
      .map((control) => {
        const value = this.values[control.name];
        return { field: control.name, how: value === null ? "missing" : "set", value };
      });
  }

  reset() {
    for (const field of this.fields) {
      this.values[field.control.name] = field.control.default;
      field.show(field.control.default);
    }
    this.ask();
    this.tellSoon();
  }

  filter() {
    const wanted = this.find("find").value.trim().toLowerCase();
    for (const field of this.fields) field.node.hidden = !field.control.title.toLowerCase().includes(wanted);
    const there = (fields) => fields.some((field) => !field.node.hidden);
    const others = there(this.fields.slice(this.data.first));
    this.find("others").hidden = !others;
    if (wanted && others) this.find("others").open = true;
    this.write("none-found", there(this.fields) ? "" : "No field has this in its name.");
  }

  changedOthers() {
    const names = this.data.controls.slice(this.data.first).map((control) => control.name);
    return this.changes().filter((change) => names.includes(change.field)).length;
  }

  drawOthers() {
    const [folded, changed] = [this.data.controls.length - this.data.first, this.changedOthers()];
    this.write("others-title", `All other fields (${folded}${changed ? `, ${changed} changed` : ""})`);
  }

  ask() {
    if (!this.data.url) return;
    if (this.flying) this.again = true;
    else this.fly();
  }

  async fly() {
    const { row, given } = this.data.question;
    const { identity } = this.data;
    const body = JSON.stringify({ row, given, changes: this.changes(), field: this.field });
    this.flying = true;
    try {
      const headers = { "Content-Type": "application/json" };
      const reply = await fetch(this.data.url, { method: "POST", headers, body });
      const told = await reply.json();
      if (identity === this.data.identity) {
        if (reply.ok) this.take(told);
        else this.fail(told.problem);
      }
    } catch {
      this.fail("The server does not answer. What you changed stays here; change it again once the server is back.");
    }
    this.flying = false;
    if (this.again) {
      this.again = false;
      this.fly();
    }
  }

  take(answer) {
    this.answer = answer;
    this.find("problem").hidden = true;
    this.root.classList.remove("stale");
    this.schedule();
  }

  fail(sentence) {
    this.root.classList.add("stale");
    this.find("problem").hidden = false;
    this.write("problem", sentence);
  }

  schedule() {
    if (this.frame || !this.answer) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  draw() {
    drawCards(this, this.answer);
    this.drawOthers();
    drawRemarks(this, this.answer);
    drawComputed(this, this.answer);
    drawSweep(this, this.answer);
    drawClasses(this, this.answer);
    this.find("reset").disabled = !this.changes().length;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => this.write("summary", summaryOf(this, this.answer)), SAY_AFTER_REST);
    this.root.dataset.drawn = String(Number(this.root.dataset.drawn || 0) + 1);
  }

  tellSoon() {
    clearTimeout(this.telling);
    this.untold = true;
    if (this.pressed) return;
    this.telling = setTimeout(() => {
      this.untold = false;
      this.tell({ changes: this.changes(), field: this.field });
    }, TELL_AFTER);
  }

  close() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.saying);
    clearTimeout(this.telling);
    for (const name of ["pointerup", "pointercancel"]) removeEventListener(name, this.released);
    this.resized.disconnect();
  }
}

const cases = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  if (!data) return undefined;
  const root = parentElement.querySelector(".case");
  if (!cases.has(root)) cases.set(root, new CaseView(root));
  const view = cases.get(root);
  view.tell = (edits) => setTriggerValue("edits", edits);
  view.feed(data);
  return () => {
    view.close();
    cases.delete(root);
  };
}
