// The arithmetic of a decision: pure functions over the cumulative table, which is fed once.
// Step i of the table flags every case whose score is at least thresholds[i]; step 0 flags nothing.

function stepAt(table, threshold) {
  // The step whose threshold comes nearest (thresholds fall from step to step).
  let low = 0;
  let high = table.thresholds.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (table.thresholds[middle] >= threshold) low = middle;
    else high = middle - 1;
  }
  const next = Math.min(low + 1, table.thresholds.length - 1);
  return table.thresholds[low] - threshold <= threshold - table.thresholds[next] ? low : next;
}

function stepOfAlerts(table, alerts) {
  // The step whose number of alerts comes nearest.
  let low = 0;
  let high = table.alerts.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (table.alerts[middle] < alerts) low = middle + 1;
    else high = middle;
  }
  const before = Math.max(0, low - 1);
  return alerts - table.alerts[before] <= table.alerts[low] - alerts ? before : low;
}

function stopped(table, step, costs) {
  // Money that catching these cases saves. Where an amount is missing, the fixed cost stands in for it.
  if (!costs.miss_is_amount || !table.has_amount) return table.tp[step] * costs.miss;
  return table.caught_amount[step] + table.caught_without_amount[step] * costs.miss;
}

function benefit(table, step, costs) {
  return stopped(table, step, costs) - (table.alerts[step] - table.tp[step]) * costs.false_alarm;
}

function bestStep(table, costs) {
  let best = 0;
  let most = 0;
  for (let step = 0; step < table.alerts.length; step += 1) {
    const value = benefit(table, step, costs);
    if (value > most) {
      most = value;
      best = step;
    }
  }
  return best;
}

function outcomeAt(table, step, costs) {
  const caught = table.tp[step];
  const alarms = table.alerts[step] - caught;
  const missed = table.positives - caught;
  const saved = stopped(table, step, costs);
  return {
    caught,
    alarms,
    missed,
    passed: table.rows - table.positives - alarms,
    alerts: table.alerts[step],
    precision: caught + alarms ? caught / (caught + alarms) : null,
    recall: table.positives ? caught / table.positives : null,
    saved,
    spent: alarms * costs.false_alarm,
    net: saved - alarms * costs.false_alarm,
  };
}

function curve(table, points) {
  // Recall and precision at some of the steps, the last one included.
  const recall = [];
  const precision = [];
  const last = table.alerts.length - 1;
  const stride = Math.max(1, Math.floor(last / points));
  for (let step = 1; step <= last; step = step === last ? last + 1 : Math.min(last, step + stride)) {
    if (!table.alerts[step]) continue;
    recall.push(table.tp[step] / Math.max(1, table.positives));
    precision.push(table.tp[step] / table.alerts[step]);
  }
  return { recall, precision };
}

function highest(table) {
  // Where the axis of scores ends: some models never come near 1.
  return table.histogram.edges[table.histogram.edges.length - 1];
}

function moneyCurve(table, costs, points) {
  // Net benefit over an even grid of thresholds, and the range worth showing: flagging everything can cost so
  // much that the part in which one decides would be a flat line.
  const threshold = [];
  const money = [];
  for (let point = 0; point <= points; point += 1) {
    const at = (highest(table) * point) / points;
    threshold.push(at);
    money.push(benefit(table, stepAt(table, at), costs));
  }
  const best = benefit(table, bestStep(table, costs), costs);
  const least = Math.min(0, ...money);
  const sorted = [...money].sort((a, b) => a - b);
  const floor = best > 0 ? Math.max(least, -0.6 * best) : Math.min(sorted[Math.floor(points / 4)], -1);
  return { threshold, money, low: floor, high: best > 0 ? best * 1.12 : -0.12 * floor };
}
