// Small charts drawn by hand as SVG: what moves under the finger is one attribute of one element.

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = { left: 62, right: 12, top: 8, bottom: 40 };
const TYPE = 15; // pixels of the page's type that these are made for; in the presentation view it is larger

function shape(name, attributes, parent) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (parent) parent.append(node);
  return node;
}

function ticksBetween(low, high, wanted) {
  // Round numbers (1, 2 or 5 times a power of ten) that fall between the two.
  const rough = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999);
  const ticks = [];
  for (let tick = Math.ceil(low / step - 1e-9) * step; tick <= high + step * 1e-9; tick += step) {
    ticks.push(Math.abs(tick) < step * 1e-9 ? 0 : tick);
  }
  return ticks;
}

function moneyTick(value, currency) {
  // Money on an axis: 20k, 1.5m.
  const size = Math.abs(value);
  const [divisor, suffix] = size >= 1e6 ? [1e6, "m"] : size >= 1e4 ? [1e3, "k"] : [1, ""];
  const shown = Number((size / divisor).toPrecision(3)).toLocaleString("en-GB");
  return `${sign(value)}${currency}\u00a0${shown}${suffix}`;
}

function percentTick(value) {
  // A round share on an axis: 20 %, 2.5 %.
  return `${Number((value * 100).toPrecision(3))}\u00a0%`;
}

class Chart {
  // One chart in a card: axes, then lines, bars, a point and a rule in data units.
  constructor(host, options) {
    this.host = host;
    this.options = options;
    this.svg = shape("svg", { "aria-hidden": "true", focusable: "false" }, null);
    this.axes = shape("g", {}, this.svg);
    const clip = `clip-${options.name}`;
    const definitions = shape("defs", {}, this.svg);
    this.frame = shape("rect", {}, shape("clipPath", { id: clip }, definitions));
    this.marks = shape("g", { "clip-path": `url(#${clip})` }, this.svg);
    this.over = shape("g", {}, this.svg);
    this.labels = shape("g", {}, this.svg);
    this.parts = new Map();
    this.width = 0;
    this.height = 0;
    this.times = 1;
    this.margin = MARGIN;
    host.replaceChildren(this.svg);
    if (options.onPick) this.pickWith(options.onPick);
  }

  measure() {
    // Whether the card's size or the page's type has changed since the last drawing.
    const width = Math.floor(this.host.clientWidth);
    const height = Math.floor(this.host.clientHeight);
    const times = parseFloat(getComputedStyle(document.documentElement).fontSize) / TYPE;
    if (width === this.width && height === this.height && times === this.times) return false;
    this.width = width;
    this.height = height;
    this.times = times;
    this.margin = Object.fromEntries(Object.entries(MARGIN).map(([side, size]) => [side, size * times]));
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("height", height);
    const inner = { x: this.margin.left, y: this.margin.top, width: this.spanX(), height: this.spanY() };
    for (const [key, value] of Object.entries(inner)) this.frame.setAttribute(key, value);
    return true;
  }

  spanX() {
    return Math.max(1, this.width - this.margin.left - this.margin.right);
  }

  spanY() {
    return Math.max(1, this.height - this.margin.top - this.margin.bottom);
  }

  x(value) {
    const [low, high] = this.domainX;
    return this.margin.left + ((value - low) / (high - low)) * this.spanX();
  }

  y(value) {
    const [low, high] = this.domainY;
    return this.margin.top + (1 - (value - low) / (high - low)) * this.spanY();
  }

  scale(domainX, domainY) {
    this.domainX = domainX;
    this.domainY = domainY;
    this.axes.replaceChildren();
    const { margin, times } = this;
    const right = this.width - margin.right;
    const bottom = this.height - margin.bottom;
    for (const tick of ticksBetween(...domainY, Math.min(4, this.spanY() / (40 * times)))) {
      const y = this.y(tick).toFixed(1);
      shape("line", { x1: margin.left, x2: right, y1: y, y2: y, class: tick === 0 ? "zero" : "grid" }, this.axes);
      this.text(this.options.showY(tick), { x: margin.left - 6, y, dy: "0.35em", "text-anchor": "end" });
    }
    for (const tick of ticksBetween(...domainX, Math.min(5, this.spanX() / (60 * times)))) {
      const text = this.options.showX ? this.options.showX(tick) : String(Number(tick.toFixed(6)));
      this.text(text, { x: this.x(tick).toFixed(1), y: bottom + 16 * times, "text-anchor": "middle" });
    }
    const middle = margin.left + this.spanX() / 2;
    this.text(this.options.titleX, { x: middle, y: this.height - 5 * times, "text-anchor": "middle", class: "axis" });
    const turned = `translate(${13 * times} ${(margin.top + this.spanY() / 2).toFixed(1)}) rotate(-90)`;
    this.text(this.options.titleY, { transform: turned, "text-anchor": "middle", class: "axis" });
  }

  text(words, attributes) {
    shape("text", attributes, this.axes).textContent = words;
  }

  part(name, kind, className, parent = this.marks) {
    if (!this.parts.has(name)) this.parts.set(name, shape(kind, { class: className }, parent));
    return this.parts.get(name);
  }

  line(name, className, xs, ys) {
    let path = "";
    for (let i = 0; i < xs.length; i += 1) {
      path += `${i ? "L" : "M"}${this.x(xs[i]).toFixed(1)} ${this.y(ys[i]).toFixed(1)}`;
    }
    this.part(name, "path", className).setAttribute("d", path);
  }

  bars(name, className, edges, heights) {
    const [low, top] = this.domainY;
    let path = "";
    for (let i = 0; i < heights.length; i += 1) {
      if (!(heights[i] > low)) continue;
      const left = this.x(edges[i]);
      const width = Math.max(1, this.x(edges[i + 1]) - left - 0.5);
      const y = this.y(Math.min(heights[i], top));
      path += `M${left.toFixed(1)} ${this.y(low).toFixed(1)}V${y.toFixed(1)}h${width.toFixed(1)}V${this.y(low).toFixed(1)}Z`;
    }
    this.part(name, "path", className).setAttribute("d", path);
  }

  note(name, words, x, y) {
    // A few words beside a mark, kept inside the frame.
    const node = this.part(name, "text", "note", this.labels);
    node.textContent = words;
    node.setAttribute("x", this.x(x).toFixed(1));
    node.setAttribute("y", (this.y(y) + 12 * this.times).toFixed(1));
  }

  rule(x) {
    const node = this.part("rule", "path", "rule", this.over);
    if (!node.hasAttribute("d")) node.setAttribute("d", "M0 0V1");
    node.setAttribute("transform", `translate(${this.x(x).toFixed(1)} ${this.margin.top}) scale(1 ${this.spanY()})`);
  }

  point(name, className, x, y) {
    const node = this.part(name, "path", className, this.over);
    if (!node.hasAttribute("d")) node.setAttribute("d", "M0 -8L8 0L0 8L-8 0Z");
    const inside = Math.min(this.domainY[1], Math.max(this.domainY[0], y));
    node.setAttribute("transform", `translate(${this.x(x).toFixed(1)} ${this.y(inside).toFixed(1)})`);
  }

  pickWith(onPick) {
    // A press or a drag on the chart chooses the value under it, as the sliders do.
    const pick = (event) => {
      const box = this.svg.getBoundingClientRect();
      const share = (event.clientX - box.left - this.margin.left) / this.spanX();
      const [low, high] = this.domainX;
      onPick(low + Math.min(1, Math.max(0, share)) * (high - low));
    };
    this.svg.onpointerdown = (event) => {
      this.svg.setPointerCapture(event.pointerId);
      pick(event);
    };
    this.svg.onpointermove = (event) => {
      if (this.svg.hasPointerCapture(event.pointerId)) pick(event);
    };
  }
}
