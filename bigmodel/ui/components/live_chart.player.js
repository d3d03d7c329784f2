// The buttons that replay a run that is over: play, pause, from the start, at another speed, and back to the result.

const TICK = 100;
// A tab that slept goes on from where it was.
const LONGEST_TICK = 1;

class Player {
  constructor(live, asked) {
    this.live = live;
    this.asked = asked;
    this.replay = null;
    this.opening = false;
    const on = (part, event, done) => (live.find(part)[event] = done);
    on("replay-open", "onclick", () => this.open(live.find("replay-speed").value).then(() => live.find("replay-pause").focus({ preventScroll: true })));
    on("replay-pause", "onclick", () => this.pause());
    on("replay-again", "onclick", () => this.again());
    on("replay-end", "onclick", () => this.end());
    on("replay-speed", "onchange", () => {
      if (this.replay) this.replay.speed = live.find("replay-speed").value;
    });
  }

  get busy() {
    return this.opening || this.replay !== null;
  }

  follow(speed) {
    // The address asks for a replay, or no longer does.
    this.asked = speed;
    if (speed === null) this.end();
    else if (this.replay) {
      this.replay.speed = this.live.find("replay-speed").value = String(speed);
      this.again();
    }
  }

  offer(possible) {
    // Show what can be done now; what the address asks for begins as soon as the run is over.
    const { live, replay } = this;
    live.find("replay").hidden = !possible && !replay;
    live.find("replay-open").hidden = replay !== null;
    for (const part of ["replay-pause", "replay-again", "replay-end"]) live.find(part).hidden = replay === null;
    live.find("replay-pause").disabled = replay !== null && replay.over;
    live.write("replay-pause", replay && replay.paused ? "Go on" : "Pause");
    live.root.querySelector(".live").toggleAttribute("data-replay", replay !== null);
    if (possible && this.asked !== null && !this.busy) this.open(String(this.asked));
  }

  async open(speed) {
    this.asked = null;
    this.opening = true;
    try {
      const answer = await fetch(`${this.live.data.events}?after=0`, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      if (this.live.gone || !told.events.length) return;
      this.told = told;
      this.replay = new Replay(told.events, speed);
      const of = told.started || told.events[0].t;
      this.title = known(of) ? `Replay of a run of ${dayOf(of)}` : "Replay of an earlier run";
      this.live.find("replay-speed").value = speed;
      this.again();
    } catch {
      this.live.write("where", "What the run has told could not be fetched. Press Replay again.");
    } finally {
      this.opening = false;
    }
  }

  again() {
    this.replay.begin();
    this.replay.paused = false;
    this.live.anew();
    this.live.news = { status: this.replay.status };
    this.before = performance.now();
    this.tick();
  }

  pause() {
    this.replay.paused = !this.replay.paused;
    this.before = performance.now();
    this.tick();
  }

  tick() {
    clearTimeout(this.timer);
    const { live, replay } = this;
    if (!replay || live.gone) return;
    const now = performance.now();
    const events = replay.due(Math.min((now - this.before) / 1000, LONGEST_TICK));
    this.before = now;
    live.hear({
      events, status: replay.over ? this.told.status : replay.status, message: "", next: 0, stop: null, place: null,
      now: replay.now, started: this.told.started, ended: this.told.ended, sentence: replay.over ? this.told.sentence : undefined,
    });
    if (!replay.over && !replay.paused) this.timer = setTimeout(() => this.tick(), Math.max(TICK, live.busy));
  }

  end() {
    // Back to the run as it stands.
    clearTimeout(this.timer);
    if (!this.replay) return;
    this.replay = null;
    this.live.news = { status: this.live.data.status, message: "", now: Date.now() / 1000 };
    this.live.anew();
    this.live.show();
    this.live.wake();
  }
}
