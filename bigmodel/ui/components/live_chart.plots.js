// The charts: Plotly.js, loaded once a page, extended in place so that a zoom stays.

let loading = null;

function loadPlotly(url) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      loading = null;
      script.remove();
      reject(new Error("Plotly.js could not be loaded"));
    };
    document.head.append(script);
  });
  return loading;
}

const EARLY = 0.5;
const WHOLE_EVERY = 3000;
function span(course) {
  // All planned epochs, with room for the last marker.
  return [0, Math.max(1, course.planned) * 1.015];
}

function typeSize(size) {
  // Pixels beside the page's own type, which the presentation view enlarges.
  return (size * parseFloat(getComputedStyle(document.documentElement).fontSize)) / 15;
}

function differs(range, drawn) {
  // Whether a new range is worth a redrawing: a twitch at every point would be restless.
  return !drawn || range.some((edge, side) => Math.abs(edge - drawn[side]) > (range[1] - range[0]) * 0.04);
}

class Plots {
  constructor(host, Plotly, charts, palette) {
    this.Plotly = Plotly;
    this.palette = palette;
    this.charts = charts.map((chart) => ({ ...chart, node: host.querySelector(`[data-plot="${chart.id}"]`), drawn: null }));
    this.resized = new ResizeObserver(() => this.charts.forEach((chart) => this.fit(chart)));
    this.charts.forEach((chart) => this.resized.observe(chart.node));
  }

  fit(chart) {
    const width = chart.node.clientWidth;
    if (chart.drawn && width && width !== chart.width) {
      chart.width = width;
      this.Plotly.relayout(chart.node, { width });
    }
  }

  draw(course, whole) {
    // Append what is new; where earlier points have changed, or at the end (whole), hand over all of them.
    for (const chart of this.charts) {
      const lengths = chart.lines.map((line) => (line.points ? course.x.length : course.epochs.length));
      if (!whole && this.grown(chart, course, lengths)) continue;
      if (!chart.drawn) this.create(chart, course);
      else if (chart.drawn.version !== course.version) this.replace(chart, course);
      else this.extend(chart, course, lengths);
      chart.drawn = { ...chart.drawn, version: course.version, lengths };
      this.settle(chart, course);
    }
  }

  grown(chart, course, lengths) {
    // Between the ends of epochs only the tips of lines grow; says whether that was all.
    if (!chart.drawn || chart.drawn.version !== course.version || chart.tips.age > WHOLE_EVERY) return false;
    const longer = chart.lines.map((_line, index) => index).filter((index) => lengths[index] > chart.drawn.lengths[index]);
    if (!longer.length || !longer.every((index) => chart.lines[index].points)) return false;
    return longer.every((index) => chart.tips.draw(index, this.values(chart, chart.lines[index], course, chart.drawn.lengths[index])));
  }

  settle(chart, course) {
    // What follows from the points: the mark at the best epoch and, unless the user has zoomed, the ranges.
    const best = course.best ? course.best.epoch : null;
    const change = {};
    if (best !== chart.drawn.best) Object.assign(change, { shapes: this.upright(best), annotations: this.caption(best) });
    if (!chart.held) {
      if (course.planned !== chart.drawn.planned) change["xaxis.range"] = span(course);
      const range = chart.lines[0].points ? this.heights(chart, course) : null;
      if (range && differs(range, chart.drawn.range)) {
        change["yaxis.range"] = range;
        chart.drawn.range = range;
      }
      chart.drawn.planned = course.planned;
    }
    chart.drawn.best = best;
    if (Object.keys(change).length) this.Plotly.relayout(chart.node, change);
  }

  heights(chart, course) {
    // The steep beginning of the training line leaves the card, so that what decides can be told apart.
    if (!course.epochs.length) return null;
    const from = course.x.findIndex((x) => x > EARLY);
    const [train, validation] = chart.lines.map((line) => this.values(chart, line, course, line.points ? Math.max(0, from) : 0).y);
    const values = [...(from < 0 ? [] : train), ...validation].filter(known);
    if (!values.length) return null;
    const [low, high] = values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
    const room = Math.max((high - low) * 0.12, Math.abs(high) * 1e-3, 1e-9);
    const [floor, ceiling] = chart.range || [-Infinity, Infinity];
    return [Math.max(low - room, low < 0 ? -Infinity : 0, floor), Math.min(high + room, ceiling + room / 4)];
  }

  listen(chart, course) {
    // A zoom by the user stays until the double click.
    chart.node.on("plotly_relayout", (change) => {
      if ("xaxis.range[0]" in change || "yaxis.range[0]" in change) chart.held = true;
    });
    chart.node.on("plotly_doubleclick", () => {
      chart.held = false;
      const heights = chart.drawn.range ? { "yaxis.range": chart.drawn.range } : { "yaxis.autorange": true };
      this.Plotly.relayout(chart.node, { "xaxis.range": span(course), ...heights });
    });
  }

  values(chart, line, course, from) {
    const convert = chart.convert || ((value) => (known(value) ? value : null));
    if (line.points) return { x: course.x.slice(from), y: course[line.points].slice(from).map(convert) };
    const epochs = course.epochs.slice(from);
    return { x: epochs.map((epoch) => epoch.epoch), y: epochs.map((epoch) => convert(epoch[line.key])) };
  }

  create(chart, course) {
    chart.width = chart.node.clientWidth;
    const traces = chart.lines.map((line) => ({
      ...this.values(chart, line, course, 0),
      ...this.style(line),
      type: "scatter",
      name: line.name,
      mode: line.points ? "lines" : "lines+markers",
      hovertemplate: `%{y:${chart.hover || ".3~g"}}${chart.suffix || ""}`,
    }));
    const layout = { ...this.look(chart), width: chart.width, height: chart.node.clientHeight };
    layout.xaxis.range = span(course);
    this.Plotly.newPlot(chart.node, traces, layout, { displayModeBar: false, doubleClick: false, showTips: false });
    chart.drawn = { best: null, planned: course.planned, range: null };
    chart.tips = new Tips(chart.node);
    this.listen(chart, course);
  }

  extend(chart, course, lengths) {
    const changed = chart.lines.map((_line, index) => index).filter((index) => lengths[index] > chart.drawn.lengths[index]);
    if (changed.length) {
      const added = changed.map((index) => this.values(chart, chart.lines[index], course, chart.drawn.lengths[index]));
      this.Plotly.extendTraces(chart.node, { x: added.map((part) => part.x), y: added.map((part) => part.y) }, changed);
    }
  }

  replace(chart, course) {
    const all = chart.lines.map((line) => this.values(chart, line, course, 0));
    this.Plotly.restyle(chart.node, { x: all.map((part) => part.x), y: all.map((part) => part.y) });
  }

  upright(best) {
    const line = { color: this.palette.soft, width: 1, dash: "dot" };
    return best === null ? [] : [{ type: "line", x0: best, x1: best, y0: 0, y1: 1, yref: "paper", layer: "below", line }];
  }

  caption(best) {
    const font = { color: this.palette.soft, size: typeSize(11) };
    return best === null ? [] : [{ x: best, y: 1, yref: "paper", yanchor: "bottom", text: "best", showarrow: false, font }];
  }

  recolour(palette) {
    this.palette = palette;
    for (const chart of this.charts.filter((each) => each.drawn)) {
      const look = this.look(chart);
      const styles = chart.lines.map((line) => this.style(line));
      this.Plotly.restyle(chart.node, { line: styles.map((style) => style.line), marker: styles.map((style) => style.marker) });
      this.Plotly.relayout(chart.node, {
        font: look.font, hoverlabel: look.hoverlabel, shapes: this.upright(chart.drawn.best), annotations: this.caption(chart.drawn.best),
        "xaxis.linecolor": palette.grid, "xaxis.tickfont": look.xaxis.tickfont, "xaxis.title.font": look.xaxis.title.font,
        "yaxis.gridcolor": palette.grid, "yaxis.zerolinecolor": palette.grid, "yaxis.tickfont": look.yaxis.tickfont, "yaxis.title.font": look.yaxis.title.font,
      });
    }
  }

  style(line) {
    const color = this.palette[line.colour];
    return { line: { color, width: line.width, dash: line.dash || "solid" }, marker: { color, size: 6, symbol: line.symbol || "circle" } };
  }

  look(chart) {
    const { ink, soft, grid, ground, font } = this.palette;
    const small = { color: soft, size: typeSize(12), family: font };
    return {
      font: { family: font, color: ink, size: typeSize(12) },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      margin: { l: 58, r: 12, t: 18, b: 38 },
      showlegend: false,
      hovermode: "x unified",
      hoverlabel: { bgcolor: ground, bordercolor: grid, font: { family: font, color: ink, size: typeSize(12) } },
      xaxis: { title: { text: "epoch", standoff: 4, font: small }, tickfont: small, showgrid: false, zeroline: false, linecolor: grid, nticks: 8, hoverformat: ".2~f", unifiedhovertitle: { text: "epoch %{x}" } },
      yaxis: { title: { text: chart.unit, standoff: 6, font: small }, tickfont: small, gridcolor: grid, zeroline: Boolean(chart.zero), zerolinecolor: grid, zerolinewidth: 2, nticks: 6, ticksuffix: chart.suffix || "", separatethousands: true, automargin: true },
    };
  }

  purge() {
    this.resized.disconnect();
    this.charts.filter((chart) => chart.drawn).forEach((chart) => this.Plotly.purge(chart.node));
  }
}
