// Sentences about a run that goes: times in words, how it stands, how far it is.

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

function stateOf(news) {
  // Its word and tone; a run that was stopped in the queue did not break off.
  return news.never_started ? ["stopped before it started", "plain"] : STATES[news.status] || [news.status, "plain"];
}

const QUIET = 20;

function silence(course, now) {
  // Seconds since a run at work last told something, as words; empty while that is nothing to wonder about.
  const quiet = course.heard ? now - course.heard : 0;
  return quiet >= QUIET ? `nothing heard for ${duration(quiet)}` : "";
}

const AT_WORK = new Set(["queued", "starting", "training", "evaluating"]);
const RESTS = new Set(["queued", "finished", "stopped", "failed", "interrupted"]);  // nothing is done meanwhile

function preparing(course, news, cases) {
  // What is done before the first epoch: how far, and how long still where that is known.
  const { done, of, left, t } = course.prepared || {};
  const parts = [of ? `Looking at the ${cases} once: ${count(done)} of ${count(of)}` : "Preparing the data"];
  if (news.started) parts.push(`${duration(news.now - news.started)}${of ? " elapsed" : ""}`);
  if (of && done < of) parts.push(`about ${duration(left - (news.now - t))} left`);
  return parts.join(" · ");
}

function prepared(course) {
  // The share of that which is done, 0 once training began.
  return course.prepared && !course.begin ? course.prepared.done / course.prepared.of : 0;
}

function whereabouts(course, news, cases) {
  // The line above the progress bar.
  const now = news.now;
  const parts = [];
  if (news.status === "queued") {
    const place = news.place ? `${ordinal(news.place)} in the queue` : "in the queue";
    return `Waiting, ${place}. It starts by itself.`;
  }
  if (news.status === "starting" || (news.status === "training" && !course.begin)) {
    return preparing(course, news, cases);
  }
  if (!course.begin) return "";
  if (news.status === "evaluating") {
    return `${epochsDone(course)} · now testing on data that it has not seen · ${duration(now - course.begin.t)} elapsed`;
  }
  if (news.status !== "training") {
    parts.push(epochsDone(course));
    // An interrupted run was found dead at `ended`: when it really stopped is not known.
    if (news.ended && news.started && news.status !== "interrupted") parts.push(`took ${duration(course.worked || news.ended - news.started)}`);
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
  const quiet = silence(course, now);
  const left = course.left(now);
  if (quiet) parts.push(quiet);
  else if (left !== null) parts.push(left < 1 ? "almost done" : `at most ${duration(left)} left`);
  return parts.join(" · ");
}

function epochsDone(course) {
  const done = course.latest ? course.latest.epoch : 0;
  const best = course.best ? `, epoch ${count(course.best.epoch)} was best` : "";
  return `${count(done)} of ${count(course.planned)} epochs${best}`;
}
