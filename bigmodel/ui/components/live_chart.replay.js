// A run that is over, told again by the times that its events carry. No drawing here.

const SPEEDS = { 1: "as fast as it was", 4: "4 times as fast", 16: "16 times as fast", "30s": "all of it in 30 seconds" };
const WHOLE = 30;

class Replay {
  constructor(events, speed) {
    this.speed = speed;
    this.cut = false;
    let at = 0;
    let before = null;
    let rests = false;
    this.events = events.map((event) => {
      const passed = known(event.t) && before !== null ? Math.max(0, event.t - before) : 0;
      // In the queue and until somebody goes on with it nothing was done: that time is left out.
      const lost = rests || (event.kind === "status" && event.status === "interrupted");
      if (!lost) at += passed;
      else if (passed > 1) this.cut = true;
      if (known(event.t)) before = event.t;
      if (event.kind === "status") rests = RESTS.has(event.status);
      return { at, event };
    });
    this.length = at;
    this.paused = false;
    this.begin();
  }

  begin() {
    this.passed = 0;
    this.next = 0;
    this.status = "starting";
  }

  get over() {
    return this.next >= this.events.length;
  }

  get factor() {
    return this.speed === "30s" ? this.length / WHOLE : Number(this.speed);
  }

  due(seconds) {
    // The events that have become due in so many seconds of the one who watches.
    if (!this.paused) this.passed = Math.min(this.length, this.passed + seconds * this.factor);
    const from = this.next;
    while (!this.over && this.events[this.next].at <= this.passed) {
      const { event } = this.events[this.next];
      if (event.kind === "status" && event.status !== "queued") this.status = event.status;
      this.next += 1;
    }
    return this.events.slice(from, this.next).map((each) => each.event);
  }

  get now() {
    // The run's own time that is shown, in seconds since 1970.
    const last = this.events[Math.max(0, this.next - 1)];
    return known(last.event.t) ? last.event.t + this.passed - last.at : 0;
  }
}

function replayed(course, replay) {
  // The line above the progress bar.
  if (!replay.length) return "The events of this run carry no times: it is shown whole.";
  const parts = [replay.over ? "The replay is at its end" : replay.paused ? "Replay, paused" : `Replay, ${SPEEDS[replay.speed]}`];
  parts.push(`${duration(replay.passed)} of ${duration(replay.length)}`);
  if (course.begin) parts.push(replay.over ? epochsDone(course) : `epoch ${count(Math.min(Math.floor(course.epoch) + 1, course.planned))} of ${count(course.planned)}`);
  if (replay.cut) parts.push("waiting left out");
  return parts.join(" · ");
}

function dayOf(seconds) {
  return new Date(seconds * 1000).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
}
