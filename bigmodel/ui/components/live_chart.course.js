// What a run has told so far: points within epochs, one record an epoch, the log. No drawing here.

const MOST_POINTS = 3000;

class Course {
  constructor() {
    this.x = [];
    this.loss = [];
    this.accuracy = [];
    this.epochs = [];
    this.log = [];
    this.prepared = null;
    this.begin = null;
    this.last = null;
    this.heard = 0;
    // Seconds at work, those before a break too; what lies between two sessions is no work.
    this.worked = 0;
    this.rests = true;
    this.stride = 1;
    this.bucket = [];
    // Raised when points that were drawn have changed, so that appending no longer does.
    this.version = 0;
  }

  take(events) {
    // Add events in order; true where a whole epoch is among them.
    let whole = false;
    for (const event of events) {
      this.clock(event);
      if (event.kind === "step") this.addStep(event);
      else if (event.kind === "prepare") this.prepared = event;
      else if (event.kind === "begin") this.addBegin(event);
      else if (event.kind === "epoch") {
        // Steps are told some times a second: an epoch that is over sooner is one point of the training lines.
        if (!this.x.length || this.x[this.x.length - 1] < event.epoch - 0.5) this.addPoint(event.epoch, event.loss, event.accuracy);
        this.epochs.push(event);
        whole = true;
      } else if (event.kind === "log") this.log.push({ t: event.t, text: event.message });
      else if (event.kind === "status" && event.message) this.log.push({ t: event.t, text: event.message });
    }
    return whole;
  }

  clock(event) {
    const { kind, status, t } = event;
    // When a run that was found dead really ended is not known: its last word is the end of its work.
    if (!this.rests && known(t) && !(kind === "status" && status === "interrupted")) this.worked += Math.max(0, t - this.heard);
    if (known(t)) this.heard = t;
    if (kind === "status") this.rests = RESTS.has(status);
  }

  addBegin(event) {
    // A run that goes on after a break repeats what it had begun of an epoch: that part is told anew.
    const from = event.first_epoch || 0;
    const kept = this.x.findIndex((x) => x > from);
    if (kept >= 0) {
      for (const values of [this.x, this.loss, this.accuracy]) values.length = kept;
      this.version += 1;
    }
    const whole = this.epochs.filter((epoch) => epoch.epoch <= from);
    if (whole.length < this.epochs.length) {
      this.epochs = whole;
      this.version += 1;
    }
    this.bucket = [];
    this.begin = event;
    this.last = null;
  }

  addStep(event) {
    this.last = event;
    this.bucket.push(event);
    if (this.bucket.length < this.stride) return;
    this.addPoint(event.epoch, mean(this.bucket.map((step) => step.loss)), mean(this.bucket.map((step) => step.accuracy)));
    this.bucket = [];
  }

  addPoint(x, loss, accuracy) {
    this.x.push(x);
    this.loss.push(loss);
    this.accuracy.push(accuracy);
    if (this.x.length > MOST_POINTS) this.thin();
  }

  thin() {
    // Neighbours become one point, and from here on as many steps make one.
    this.stride *= 2;
    this.x = pairs(this.x, (_first, second) => second);
    this.loss = pairs(this.loss, (first, second) => mean([first, second]));
    this.accuracy = pairs(this.accuracy, (first, second) => mean([first, second]));
    this.version += 1;
  }

  get epoch() {
    // How far training is, as a fraction of epochs.
    const first = this.begin ? this.begin.first_epoch || 0 : 0;
    const told = this.epochs.length ? this.epochs[this.epochs.length - 1].epoch : 0;
    return Math.max(first, told, this.last ? this.last.epoch : 0);
  }

  get planned() {
    return this.begin ? this.begin.epochs : 0;
  }

  get latest() {
    return this.epochs[this.epochs.length - 1] || null;
  }

  get best() {
    const latest = this.latest;
    return latest ? this.epochs.find((epoch) => epoch.epoch === latest.best) || null : null;
  }

  left(now) {
    // Seconds until the last epoch at the present pace, null while there is no telling.
    if (!this.begin || !this.planned) return null;
    const done = this.epoch - (this.begin.first_epoch || 0);
    const passed = now - this.begin.t;
    return done > 0.02 && passed > 1 ? ((this.planned - this.epoch) * passed) / done : null;
  }
}

function mean(values) {
  const known = values.filter((value) => typeof value === "number");
  return known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}

function pairs(values, join) {
  const joined = [];
  for (let index = 0; index < values.length; index += 2) {
    joined.push(index + 1 < values.length ? join(values[index], values[index + 1]) : values[index]);
  }
  return joined;
}
