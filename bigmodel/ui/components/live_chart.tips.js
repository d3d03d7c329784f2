// The growing tips of a chart's lines, drawn without asking Plotly for the whole figure, which costs thirty times as much.

class Tips {
  constructor(node) {
    this.node = node;
    this.forget();
    // Whatever Plotly draws, it draws without them.
    node.on("plotly_afterplot", () => this.forget());
  }

  forget() {
    this.lines = new Map();
    this.since = performance.now();
  }

  get age() {
    // Milliseconds since Plotly drew: what came later has no hover yet.
    return performance.now() - this.since;
  }

  draw(index, { x, y }) {
    // The points of a line that Plotly has not got; says whether they could be drawn.
    const { xaxis, yaxis } = this.node._fullLayout;
    const path = this.node.querySelectorAll(".scatterlayer > .trace")[index]?.querySelector("path.js-line");
    if (!path || !y.every(known)) return false;
    if (!this.lines.has(index)) this.lines.set(index, path.getAttribute("d"));
    const tip = x.map((each, place) => `L${xaxis.c2p(each).toFixed(2)},${yaxis.c2p(y[place]).toFixed(2)}`).join("");
    path.setAttribute("d", this.lines.get(index) + tip);
    return true;
  }
}
