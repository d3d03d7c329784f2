// What the cards, the remarks and the classes show of an answer; all text goes in as text, never as markup.

function drawCards(view, answer) {
  const { words, currency } = view.data;
  const binary = answer.flagged !== null;
  view.write("score-title", binary ? "Score" : "Probability");
  const figures = binary ? figuresApart([answer.score, answer.was], view.data.threshold) : 3;
  view.write("score", withFigures(answer.score, figures));
  view.write("score-was", `was ${withFigures(answer.was, figures)}`);
  const moved = answer.score - answer.was;
  const same = withFigures(answer.score, figures) === withFigures(answer.was, figures);
  view.find("score-moved").hidden = same;
  view.write("score-moved", `${moved > 0 ? "↑ +" : "↓ "}${digits(moved)}`);
  view.write("decision-title", binary ? "Decision" : "Named");
  view.write("decision", answer.decision);
  view.find("decision").classList.toggle("flagged", answer.flagged === true);
  view.find("decision").classList.toggle("long", answer.decision.length > 14);
  const kept = answer.decision === answer.decision_was;
  const limit = binary ? `from a score of ${withFigures(view.data.threshold, figures)}` : "as before";
  view.write("decision-was", kept ? capital(limit) : `was ${answer.decision_was}`);
  view.find("loss-card").hidden = !binary;
  if (!binary) return;
  view.write("loss-title", `Expected loss if ${words.passed}`);
  view.write("loss", money(answer.loss, currency));
  view.write("loss-was", `was ${money(answer.loss_was, currency)} · ${money(answer.alarm, currency)} if ${words.flagged}`);
}

function drawRemarks(view, answer) {
  const said = [...answer.outside, ...answer.combinations];
  const list = view.find("remarks");
  if (list.textContent === said.join("")) return;
  list.replaceChildren(...said.map((sentence) => element("li", "", sentence)));
}

function drawComputed(view, answer) {
  const pairs = Object.entries(answer.computed).map(([name, value]) => `${name} ${shown(value)}`);
  view.write("computed", pairs.length ? `Computed: ${pairs.join(" · ")}` : "");
}

function bar(tag, name, value, now, mark) {
  const node = element("li");
  const row = element(tag, tag === "div" ? "row" : "");
  const track = element("span", "track");
  const filled = element("span", "filled");
  filled.style.width = `${100 * Math.min(1, value)}%`;
  track.append(filled);
  if (mark !== null) {
    const line = element("span", "mark");
    line.style.left = `${100 * mark}%`;
    track.append(line);
  }
  const label = element("span", "name", shortened(name, 24));
  label.title = name;
  row.append(label, track, element("span", "share", digits(now)));
  node.append(row);
  return node;
}

function drawClasses(view, answer) {
  const { classes } = view.data;
  view.find("classes-card").hidden = !answer.scores.length;
  const order = answer.scores.map((_, place) => place).sort((a, b) => answer.scores[b] - answer.scores[a]);
  const rows = order.map((place) => {
    const node = bar("div", classes[place], answer.scores[place], answer.scores[place], answer.scores_was[place]);
    node.firstChild.classList.toggle("named", classes[place] === answer.decision);
    node.firstChild.title = `was ${digits(answer.scores_was[place])}`;
    return node;
  });
  view.find("classes").replaceChildren(...rows);
}

function summaryOf(view, answer) {
  const { words, currency } = view.data;
  if (answer.flagged === null) return `${answer.decision}, probability ${digits(answer.score)}.`;
  const remarks = answer.outside.length + answer.combinations.length;
  return (
    `Score ${digits(answer.score)}, ${answer.decision}. Expected loss if ${words.passed} ${money(answer.loss, currency)}.` +
    `${remarks ? ` ${answer.outside.concat(answer.combinations).join(" ")}` : ""}`
  );
}
