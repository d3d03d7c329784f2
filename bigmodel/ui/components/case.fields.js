// The form: one input for each field. Each has show(value) and tells what was put into it by put(name, value).

const NAME = 34;
const FEW_OPTIONS = 12;
const MISSING = "missing";
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

function element(kind, className, text) {
  const node = document.createElement(kind);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function shortened(text, most) {
  // In the middle: beginnings and endings tell names apart. Chinese letters are twice as wide as others.
  const letters = [...text];
  const longest = WIDE.test(text) ? most >> 1 : most;
  if (letters.length <= longest) return text;
  const tail = (longest - 1) >> 1;
  return `${letters.slice(0, longest - 1 - tail).join("")}…${letters.slice(-tail).join("")}`;
}

function plain(value, year = false) {
  // As short as a number can be written, with separated thousands: 412, 59.36, 11,646; of a year 1994.
  return Number(value.toPrecision(6)).toLocaleString("en-GB", { maximumFractionDigits: 10, useGrouping: !year });
}

function shown(value, year = false) {
  if (value === null || value === undefined) return MISSING;
  return typeof value === "number" ? plain(value, year) : value.replace("T", " ");
}

class Field {
  constructor(control, number, put) {
    this.control = control;
    this.put = (value) => put(control.name, value);
    this.id = `field-${number}`;
    this.node = element("div", "field");
    this.line = element("div", "line");
    this.label = element("label", "name", shortened(control.title, NAME));
    this.label.htmlFor = this.id;
    this.label.title = control.title;
    this.hint = element("span", "hint");
    this.hint.id = `${this.id}-hint`;
    this.line.append(this.label);
    this.node.append(this.line);
    this.build();
    this.node.append(this.hint);
  }

  show(value) {
    const { control } = this;
    const same = value === control.default;
    this.node.classList.toggle("changed", !same);
    const [from, to] = (control.seen || []).map((end) => plain(end, control.year));
    const seen = control.seen ? `seen from ${from} to ${to}` : "";
    const parts = [same ? "" : `Was ${shown(control.default, control.year)}`, control.help, seen];
    this.hint.textContent = parts.filter(Boolean).join(" · ");
    this.fill(value);
  }

  main(node) {
    node.id = this.id;
    node.setAttribute("aria-describedby", this.hint.id);
    return node;
  }

  offerMissing() {
    const label = element("label", "missing");
    this.blank = element("input");
    this.blank.type = "checkbox";
    this.blank.setAttribute("aria-label", `${this.control.title} ${MISSING}`);
    this.blank.onchange = () => this.put(this.blank.checked ? null : this.restored());
    label.append(this.blank, MISSING);
    return label;
  }
}

class NumberField extends Field {
  build() {
    const { control } = this;
    this.typed = element("input", "value");
    Object.assign(this.typed, { type: "number", step: "any", inputMode: "decimal" });
    this.typed.setAttribute("aria-label", `${control.title}, typed`);
    this.slider = this.main(element("input"));
    Object.assign(this.slider, { type: "range", min: control.low, max: control.high, step: "any" });
    this.slider.oninput = () => this.put(this.rounded(Number(this.slider.value)));
    this.slider.onkeydown = (event) => this.stepped(event);
    this.typed.oninput = () => {
      const value = this.typed.value === "" ? NaN : Number(this.typed.value);
      this.typed.setAttribute("aria-invalid", String(!Number.isFinite(value)));
      if (Number.isFinite(value)) this.put(value);
    };
    const exact = element("span", "exact");
    exact.append(this.typed, this.offerMissing());
    this.line.append(exact);
    this.node.append(this.slider);
  }

  stepped(event) {
    const by = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const { low, high, step } = this.control;
    const next = Number(this.slider.value) + by * step;
    this.put(this.rounded(Math.min(high, Math.max(low, next))));
  }

  rounded(value) {
    const { low, step } = this.control;
    return Number((low + Math.round((value - low) / step) * step).toPrecision(12));
  }

  restored() {
    return this.control.default ?? this.rounded((this.control.low + this.control.high) / 2);
  }

  fill(value) {
    const { low, high } = this.control;
    const there = typeof value === "number";
    const focus = this.node.getRootNode().activeElement;
    if (there) this.slider.value = Math.min(high, Math.max(low, value));
    if (focus !== this.typed) this.typed.value = there ? Number(value.toPrecision(12)) : "";
    this.blank.checked = !there;
    this.slider.style.setProperty("--filled", there ? `${(100 * (this.slider.value - low)) / (high - low)}%` : "0%");
    this.slider.setAttribute("aria-valuetext", there ? plain(value, this.control.year) : MISSING);
  }
}

class CategoryField extends Field {
  build() {
    const { control } = this;
    if (control.options.length <= FEW_OPTIONS) {
      this.chosen = this.main(element("select"));
      const texts = [...control.options, MISSING];
      this.chosen.append(...texts.map((text, place) => new Option(shortened(text, 60), place)));
      this.chosen.onchange = () => this.put(control.options[Number(this.chosen.value)] ?? null);
    } else {
      // A long list is searched by typing; what is not in it can be typed as well.
      this.chosen = this.main(element("input"));
      Object.assign(this.chosen, { type: "text", autocomplete: "off", placeholder: MISSING });
      const list = element("datalist");
      list.id = `${this.id}-list`;
      list.append(...control.options.map((text) => new Option(text, text)));
      this.chosen.setAttribute("list", list.id);
      this.chosen.oninput = () => this.put(this.chosen.value.trim() || null);
      this.node.append(list);
    }
    this.node.classList.add("one-line");
    this.line.append(this.chosen);
  }

  fill(value) {
    const { options } = this.control;
    if (this.chosen.tagName === "INPUT") {
      if (this.node.getRootNode().activeElement !== this.chosen) this.chosen.value = value ?? "";
      return;
    }
    const place = value === null ? options.length : options.indexOf(value);
    this.chosen.value = place;
  }
}

class DateField extends Field {
  build() {
    this.day = this.main(element("input"));
    this.day.type = "date";
    this.hour = element("input");
    Object.assign(this.hour, { type: "range", min: 0, max: 23, step: 1 });
    this.hour.setAttribute("aria-label", `${this.control.title}, hour`);
    this.at = element("output");
    this.day.onchange = () => this.put(this.day.value ? `${this.day.value}T${this.clock}` : null);
    this.hour.oninput = () => {
      this.clock = `${String(this.hour.value).padStart(2, "0")}${this.clock.slice(2)}`;
      if (this.day.value) this.put(`${this.day.value}T${this.clock}`);
    };
    const hours = element("div", "hour");
    hours.append(this.hour, this.at);
    this.node.classList.add("one-line");
    this.line.append(this.day);
    this.node.append(hours);
  }

  fill(value) {
    const [day, clock] = (value ?? "T00:00:00").split("T");
    this.clock = clock ?? "00:00:00";
    if (this.day.value !== day) this.day.value = day;
    this.hour.value = Number(this.clock.slice(0, 2));
    this.hour.disabled = !day;
    this.hour.style.setProperty("--filled", `${(100 * this.hour.value) / 23}%`);
    this.at.textContent = this.clock.slice(0, 5);
    this.hour.setAttribute("aria-valuetext", this.clock.slice(0, 5));
  }
}

const FIELDS = { slider: NumberField, choice: CategoryField, date: DateField };

function buildFields(controls, put) {
  return controls.map((control, number) => new FIELDS[control.kind](control, number, put));
}
