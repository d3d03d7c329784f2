// The live chart: asks the server three times a second what a run has told, and changes only what is new.

const EVERY = 300;
// Of the time of a busy computer the charts take a fifth at most, so that many screens on it do not slow the training.
// What counts is the mean of the last few drawings: the end of an epoch draws all charts, but comes seldom.
const REST = 4;
const LATEST = 0.2;
const LONGEST_REST = 1500;
const AFTER_FAILURE = 1500;
const SAY_EVERY = 12000;

class Live {
  constructor(root, data) {
    this.root = root;
    this.data = data;
    this.find = (name) => root.querySelector(`[data-part="${name}"]`);
    this.course = new Course();
    this.news = { status: data.status, message: "", now: Date.now() / 1000 };
    this.next = 0;
    this.lines = 0;
    this.saidAt = 0;
    this.turn = 0;
    this.busy = 0;
    this.told = false;
    this.stopping = data.stopping;
    this.ending = false;
    this.player = new Player(this, data.replay);
    this.lay();
    this.show();
    this.onVisible = () => this.wake();
    document.addEventListener("visibilitychange", this.onVisible);
    this.find("numbers").ontoggle = () => this.tabulate();
    this.find("stop").onclick = () => this.stop();
    loadPlotly(data.plotly).then((Plotly) => this.start(Plotly), () => this.write("said", "The charts could not be loaded. Reload the page."));
    this.wake();
  }

  lay() {
    // Cards and charts of this kind of run.
    this.write("name", this.data.name);
    this.find("name").title = this.data.name;
    this.charts = chartsFor(this.data);
    this.find("cards").replaceChildren(...this.cards().map((card) => made("div", { class: "card" }, [
      made("div", { class: "label" }, [card.label]), made("div", { class: "value" }, ["–"]), made("div", { class: "beside" }, [""]),
    ])));
    this.find("charts").replaceChildren(...this.charts.map((chart) => made("section", { class: chart.wide ? "chart wide" : "chart" }, [
      made("h2", {}, [chart.title]),
      chart.note ? made("p", { class: "legend" }, [chart.note]) : made("ul", { class: "legend" }, chart.lines.map(legend)),
      made("div", { class: "plot", "data-plot": chart.id, role: "img", "aria-label": chart.title }, [made("div", { class: "waiting" }, [chart.lines[0].points ? "The first points appear here" : "Known after the first epoch"])]),
    ])));
    this.find("filled").style.transform = "scaleX(0)";
    this.find("sentence").hidden = true;
    this.find("rows").replaceChildren();
    this.find("lines").replaceChildren();
  }

  anew() {
    // Forget what was told and drawn: it is told again from the first event.
    this.course = new Course();
    this.next = 0;
    this.lines = 0;
    if (this.plots) this.plots.purge();
    this.lay();
    if (this.plots) this.start(window.Plotly);
  }

  start(Plotly) {
    if (this.gone) return;
    this.plots = new Plots(this.root, Plotly, this.charts, palette(this.root));
    this.plots.draw(this.course, true);
  }

  update(data, setTriggerValue) {
    // The page ran again: the status may have moved (a resumed run), or the theme.
    this.trigger = setTriggerValue;
    if (data.asked !== this.data.asked) {
      this.told = false;
      this.stopping = data.stopping;
      this.ending = false;
      this.player.end();
    }
    const asked = data.replay !== this.data.replay;
    this.data = data;
    if (asked) this.player.follow(data.replay);
    this.write("name", data.name);
    if (this.plots) this.plots.recolour(palette(this.root));
    this.wake();
  }

  wake() {
    clearTimeout(this.timer);
    if (!document.hidden && !this.gone && !this.asking && !this.player.busy) this.ask();
  }

  async ask() {
    this.asking = true;
    let wait = EVERY;
    try {
      const answer = await fetch(`${this.data.events}?after=${this.next}`, { cache: "no-store" });
      if (answer.status === 404) {
        this.write("where", (await answer.json()).problem);
        this.find("stop").hidden = true;
        // Deleted elsewhere: the page runs again, says so and closes the run.
        if (!this.told) {
          this.told = true;
          this.trigger("done", "gone");
        }
        wait = null;
      } else if (answer.ok) {
        const news = await answer.json();
        if (this.gone || this.player.busy) return;
        this.hear(news);
        if (!AT_WORK.has(news.status) && !news.events.length) wait = null;
      } else throw new Error(String(answer.status));
    } catch {
      // The server restarts or the network is away: the run goes on, so ask again.
      this.write("where", "The connection to the app is lost; the run goes on. Trying again.");
      wait = AFTER_FAILURE;
    } finally {
      this.asking = false;
    }
    if (wait === EVERY) wait = Math.max(EVERY, Math.min(REST * this.busy, LONGEST_REST));
    if (wait !== null && !document.hidden && !this.gone && !this.player.busy) this.timer = setTimeout(() => this.ask(), wait);
  }

  hear(news) {
    const before = this.news.status;
    const began = performance.now();
    this.news = news;
    this.next = news.next;
    // Also when another tab asked.
    if (news.stop) this.stopping = true;
    if (news.stop !== "late") this.ending = news.stop === "ending";
    const whole = this.course.take(news.events);
    this.show();
    const ended = !AT_WORK.has(news.status);
    if (this.plots && (news.events.length || ended)) this.plots.draw(this.course, ended);
    if (news.sentence) {
      this.write("sentence", news.sentence);
      this.find("sentence").hidden = false;
    }
    if (whole) this.describe();
    if (whole || before !== news.status) this.say(before !== news.status);
    // The ring turns when there is news, and not by itself: an animation is drawn sixty times a second.
    if (news.events.length) this.find("status").style.setProperty("--turn", `${(this.turn += 45)}deg`);
    this.busy += LATEST * (performance.now() - began - this.busy);
    if (ended && AT_WORK.has(this.data.status) && !this.told) {
      this.told = true;
      this.trigger("done", news.status);
    }
  }

  show() {
    // Everything above the charts.
    const { news, course } = this;
    const { replay, title } = this.player;
    const [word, tone] = replay ? [title, "replay"] : stateOf(news);
    this.write("status", word);
    this.find("status").dataset.tone = tone;
    this.write("where", replay ? replayed(course, replay) : whereabouts(course, news, this.data.cases));
    const share = ["finished", "stopped", "evaluating"].includes(news.status) ? 1 : course.planned ? Math.min(1, course.epoch / course.planned) : prepared(course);
    this.find("filled").style.transform = `scaleX(${share.toFixed(4)})`;
    this.find("bar").setAttribute("aria-valuenow", Math.round(share * 100));
    const stop = this.find("stop");
    const late = news.stop === "late" && !this.ending;
    const beyond = late || this.ending;
    stop.hidden = Boolean(replay) || (!["queued", "starting", "training"].includes(news.status) && !(news.status === "evaluating" && beyond));
    stop.disabled = this.stopping && !late;
    // A run that ended before its first point has nothing to show but its sentence.
    const nothing = !AT_WORK.has(news.status) && !course.x.length && !course.epochs.length;
    for (const part of ["where", "bar", "cards", "charts"]) this.find(part).hidden = nothing;
    this.player.offer(!nothing && !AT_WORK.has(news.status));
    for (const chart of this.charts) {
      const some = course.epochs.length || (chart.lines[0].points && course.x.length);
      this.root.querySelector(`[data-plot="${chart.id}"] .waiting`).hidden = Boolean(some);
    }
    const label = news.status === "training" && course.latest ? "Stop and keep best" : "Stop";
    this.write("stop-label", late ? "End it now" : this.ending ? "Ending" : this.stopping ? "Stopping after this step" : label);
    stop.title = late ? "It did not stop in time. Ended now it has no result, and can be resumed from its last finished epoch." : "";
    this.cards().forEach((card, index) => {
      const node = this.find("cards").children[index];
      put(node.children[1], card.value);
      put(node.children[2], card.beside);
    });
    const fresh = course.log.slice(this.lines);
    this.lines = course.log.length;
    this.find("lines").append(...fresh.map((line) => made("li", {}, [made("time", {}, [new Date(line.t * 1000).toLocaleTimeString("en-GB")]), line.text])));
    this.find("log").hidden = !this.lines;
    this.find("numbers").hidden = !course.epochs.length;
  }

  cards() {
    return cardsFor(this.data, this.course, AT_WORK.has(this.news.status) && this.news.status !== "evaluating");
  }

  describe() {
    // What the charts show, in words, and the table where it is open.
    const latest = this.course.latest;
    for (const chart of this.charts) {
      const values = chart.lines.map((line) => `${line.name} ${chart.show(latest[line.key || chart.id])}`).join(", ");
      this.root.querySelector(`[data-plot="${chart.id}"]`).setAttribute("aria-label", `${chart.title}, epoch ${latest.epoch}: ${values}`);
    }
    this.tabulate();
  }

  tabulate() {
    if (!this.find("numbers").open) return;
    const columns = columnsFor(this.data);
    const best = this.course.best;
    this.find("heads").replaceChildren(made("tr", {}, columns.map(([title]) => made("th", { scope: "col" }, [title]))));
    this.find("rows").replaceChildren(...this.course.epochs.map((epoch) => made("tr", epoch === best ? { class: "best" } : {}, columns.map(([, show]) => made("td", {}, [show(epoch)])))));
  }

  say(now) {
    // For screen readers: a change of state at once, else an epoch now and then.
    if (!now && Date.now() - this.saidAt < SAY_EVERY) return;
    this.saidAt = Date.now();
    const { latest } = this.course;
    const state = `Run ${this.data.name}: ${this.player.replay ? this.player.title : stateOf(this.news)[0]}`;
    this.write("said", latest ? `${state}, epoch ${latest.epoch}, validation loss ${digits(latest.val_loss)}, accuracy ${percent(latest.val_accuracy)}` : state);
  }

  stop() {
    // The second press ends a run that did not stop in time.
    this.ending = this.news.stop === "late";
    this.stopping = true;
    this.show();
    this.trigger("stop", this.data.run);
  }

  write(name, text) {
    put(this.find(name), text);
  }

  end() {
    this.gone = true;
    clearTimeout(this.timer);
    clearTimeout(this.player.timer);
    document.removeEventListener("visibilitychange", this.onVisible);
    if (this.plots) this.plots.purge();
  }
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function made(tag, attributes, children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.filter((child) => child !== ""));
  return node;
}

function legend(line) {
  // A piece of the line with its dash and marker, so that colour is never alone.
  const item = document.createElement("li");
  const dashes = { dash: "6 4", dot: "2 3", dashdot: "7 3 2 3" };
  const shapes = { circle: "M13 2a3 3 0 1 0 .01 0z", square: "M10 2h6v6h-6z", diamond: "M13 1l4 4-4 4-4-4z", "triangle-up": "M13 1l4 7H9z" };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  for (const [d, stroke] of [["M0 5H26", true], [line.symbol ? shapes[line.symbol] : "", false]]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    const colour = `var(${COLOURS[line.colour]})`;
    path.style.cssText = stroke ? `stroke: ${colour}; stroke-width: 2; stroke-dasharray: ${dashes[line.dash] || "none"}` : `fill: ${colour}`;
    svg.append(path);
  }
  item.append(svg, line.name);
  return item;
}

const COLOURS = { blue: "--st-blue-color", orange: "--st-orange-color", green: "--st-green-color", ink: "--st-text-color", soft: "--st-gray-text-color", grid: "--st-border-color", ground: "--st-background-color", font: "--st-font" };

function palette(root) {
  const style = getComputedStyle(root.querySelector(".live"));
  return Object.fromEntries(Object.entries(COLOURS).map(([name, variable]) => [name, style.getPropertyValue(variable).trim()]));
}

const open = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const section = parentElement.querySelector(".live");
  section.hidden = !data.run;
  let live = open.get(parentElement);
  if (live && live.data.run !== data.run) {
    live.end();
    open.delete(parentElement);
    live = null;
  }
  if (!data.run) loadPlotly(data.plotly).catch(() => {});
  else if (live) live.update(data, setTriggerValue);
  else {
    live = new Live(parentElement, data);
    live.trigger = setTriggerValue;
    open.set(parentElement, live);
  }
  return () => {
    const last = open.get(parentElement);
    if (last) last.end();
    open.delete(parentElement);
  };
}
