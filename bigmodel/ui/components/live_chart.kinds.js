// What each kind of run shows: charts, cards and the columns of its table. Two classes, more classes, or a ranking.

const times100 = (value) => (known(value) ? value * 100 : null);
const TRAIN = { name: "training", colour: "blue", width: 1.5 };
const VALIDATION = { name: "validation", colour: "orange", width: 2.2, symbol: "circle" };
const LOSS = { id: "loss", title: "Loss", unit: "loss", lines: [{ ...TRAIN, points: "loss" }, { ...VALIDATION, key: "val_loss" }], show: digits };

function accuracyChart(title) {
  return {
    id: "accuracy", title, unit: "accuracy", hover: ".2f", suffix: "\u00a0%", range: [0, 100], convert: times100, show: percent,
    lines: [{ ...TRAIN, points: "accuracy" }, { ...VALIDATION, key: "val_accuracy" }],
  };
}

function qualityChart(title, lines, wide) {
  // Up to four lines, told apart by dash and marker as well.
  const looks = [
    { colour: "orange", symbol: "circle" },
    { colour: "orange", symbol: "square", dash: "dash" },
    { colour: "ink", symbol: "diamond", dash: "dot" },
    { colour: "soft", symbol: "triangle-up", dash: "dashdot" },
  ];
  return { id: "quality", title, unit: "score", show: share, wide, lines: lines.map(([key, name], index) => ({ key, name, width: 2, ...looks[index] })) };
}

function chartsFor(run) {
  if (run.ranking) {
    // Where one next item is asked for, hit rate and recall are the same: two lines would cover each other.
    const lines = [["ndcg", "NDCG@10"], ["hit_rate", "hit rate and recall@10"], ["mrr", "MRR"]];
    return [LOSS, accuracyChart("Next-item accuracy"), qualityChart("Quality of the first ten on validation data", lines, true)];
  }
  const lines = [["precision", "precision"], ["recall", "recall"], ["f1", "F1"]];
  if (!run.binary) {
    return [LOSS, accuracyChart("Accuracy"), qualityChart("Precision, recall and F1 on validation data, mean over classes", lines, true)];
  }
  const benefit = { name: run.money.toLowerCase(), key: "money", colour: "green", symbol: "circle", width: 2.2 };
  return [
    LOSS,
    accuracyChart("Accuracy"),
    qualityChart("Precision, recall, F1 and PR-AUC on validation data", [...lines, ["pr_auc", "PR-AUC"]], false),
    {
      id: "money", title: `${run.money} on validation data`, unit: run.currency, lines: [benefit], hover: ",.0f", note: "at the threshold that is worth most in each epoch",
      zero: true, show: (value) => money(value, run.currency),
    },
  ];
}

function cardsFor(run, course, working) {
  // While it learns the latest epoch, then the one that is kept.
  const { latest, best, last, epochs } = course;
  const kept = best && !working ? best : null;
  const now = kept || latest || {};
  const earlier = epochs[epochs.length - 2];
  const was = (key, show) => (kept ? `epoch ${kept.epoch}, the one kept` : earlier && known(earlier[key]) ? `was ${show(earlier[key])}` : "");
  const at = !kept && best && known(best.val_loss) ? `best epoch ${digits(best.val_loss)}` : "";
  const accuracy = { label: run.ranking ? "Next-item accuracy" : "Validation accuracy", value: percent(now.val_accuracy), beside: last || latest ? `training ${percent((kept || last || latest).accuracy)}` : "" };
  const cards = [{ label: "Validation loss", value: digits(now.val_loss), beside: [was("val_loss", digits), at].filter(Boolean).join(" · ") }, accuracy];
  if (run.ranking) {
    return [...cards, { label: "NDCG@10", value: share(now.ndcg), beside: was("ndcg", share) }, { label: "Hit rate@10", value: percent(now.hit_rate), beside: was("hit_rate", percent) }];
  }
  const flagged = known(now.threshold) ? `${run.flagged} from a score of ${digits(now.threshold)}` : latest ? "mean over classes" : "";
  cards.push({ label: "Precision · recall", value: `${share(now.precision)} · ${share(now.recall)}`, beside: flagged });
  if (!run.binary) return [...cards, { label: "F1", value: share(now.f1), beside: was("f1", share) }];
  const show = (value) => money(value, run.currency);
  return [...cards, { label: run.money, value: show(now.money), beside: was("money", show) || (latest ? `0 if nothing is ${run.flagged}` : "") }];
}

function columnsFor(run) {
  // Heading and what it shows of an epoch.
  const of = (key, show) => (epoch) => show(epoch[key]);
  const first = [
    ["Epoch", of("epoch", count)], ["Training loss", of("loss", digits)], ["Validation loss", of("val_loss", digits)],
    ["Training accuracy", of("accuracy", percent)], ["Validation accuracy", of("val_accuracy", percent)],
  ];
  if (run.ranking) {
    return [...first, ["NDCG@10", of("ndcg", share)], ["Hit rate@10", of("hit_rate", share)], ["Recall@10", of("recall", share)],
      ["Precision@10", of("precision", share)], ["F1@10", of("f1", share)], ["MRR", of("mrr", share)]];
  }
  const columns = [...first, ["Precision", of("precision", share)], ["Recall", of("recall", share)], ["F1", of("f1", share)]];
  if (run.binary) columns.push(["PR-AUC", of("pr_auc", share)], [run.money, (epoch) => money(epoch.money, run.currency)]);
  return columns;
}
