// Numbers and sentences as the pages write them: three significant digits, times in words.

function count(value) {
  return Math.round(value).toLocaleString("en-GB");
}

function known(value) {
  return typeof value === "number" && Number.isFinite(value);
}

function digits(value) {
  if (!known(value)) return "–";
  const size = Math.abs(value);
  if (size >= 100) return sign(value) + count(size);
  if (size !== 0 && size < 1e-4) return sign(value) + size.toExponential(2);
  return sign(value) + (size === 0 ? "0" : size.toPrecision(3));
}

function sign(value) {
  return value < 0 ? "−" : "";
}

function percent(value) {
  if (!known(value)) return "–";
  return value === 1 ? "100\u00a0%" : `${(value * 100).toPrecision(value >= 0.9995 ? 4 : 3)}\u00a0%`;
}

function share(value) {
  if (!known(value)) return "–";
  return value >= 0.995 && value < 1 ? value.toFixed(3) : value.toFixed(2);
}

function money(value, currency) {
  if (!known(value)) return "–";
  const size = Math.abs(value);
  const text = size < 100 && !Number.isInteger(size) ? size.toFixed(2) : count(size);
  return `${Number(text.replaceAll(",", "")) ? sign(value) : ""}${currency}\u00a0${text}`;
}

function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole < 600 && whole % 60 ? ` ${whole % 60} s` : ""}`;
  const minutes = Math.floor((whole % 3600) / 60);
  return `${Math.floor(whole / 3600)} h${minutes ? ` ${minutes} min` : ""}`;
}

function ordinal(place) {
  return ["first", "second", "third", "fourth", "fifth", "sixth"][place - 1] || `number ${place}`;
}

const STATES = {
  queued: ["waiting", "plain"],
  starting: ["starting", "busy"],
  training: ["training", "busy"],
  evaluating: ["testing", "busy"],
  finished: ["finished", "good"],
  stopped: ["stopped", "good"],
  failed: ["failed", "bad"],
  interrupted: ["interrupted", "bad"],
};
const AT_WORK = new Set(["queued", "starting", "training", "evaluating"]);

function whereabouts(course, news, cases) {
  // The line above the progress bar.
  const now = news.now;
  const parts = [];
  if (news.status === "queued") {
    const place = news.place ? `${ordinal(news.place)} in the queue` : "in the queue";
    return `Waiting, ${place}. It starts by itself.`;
  }
  if (news.status === "starting" || (news.status === "training" && !course.begin)) {
    return `Preparing the data${news.started ? ` · ${duration(now - news.started)}` : ""}`;
  }
  if (!course.begin) return "";
  if (news.status === "evaluating") {
    return `${epochsDone(course)} · now testing on data that it has not seen · ${duration(now - course.begin.t)} elapsed`;
  }
  if (news.status !== "training") {
    parts.push(epochsDone(course));
    if (news.ended && news.started) parts.push(`took ${duration(news.ended - news.started)}`);
    return parts.join(" · ");
  }
  const epoch = Math.min(Math.floor(course.epoch) + 1, course.planned);
  parts.push(`Epoch ${count(epoch)} of ${count(course.planned)}`);
  const last = course.last;
  if (last) {
    const step = Math.round((last.epoch - Math.floor(last.epoch)) * course.begin.steps) || course.begin.steps;
    parts.push(`step ${count(step)} of ${count(course.begin.steps)}`);
    if (known(last.rows_per_second)) parts.push(`${count(Number(last.rows_per_second.toPrecision(3)))} ${cases} a second`);
  }
  parts.push(`${duration(now - course.begin.t)} elapsed`);
  const left = course.left(now);
  if (left !== null) parts.push(left < 1 ? "almost done" : `at most ${duration(left)} left`);
  return parts.join(" · ");
}

function epochsDone(course) {
  const done = course.latest ? course.latest.epoch : 0;
  const best = course.best ? `, epoch ${count(course.best.epoch)} was best` : "";
  return `${count(done)} of ${count(course.planned)} epochs${best}`;
}
