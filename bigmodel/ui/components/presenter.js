// The presentation view: its switch, Escape, and the keys that step through a demo. It asks, the server turns the page.

const TYPED = "textarea, [contenteditable=''], [contenteditable=true], input:not([type=range], [type=checkbox], [type=radio], [type=button])";
// Where left and right already mean something; what a clicker sends (page up, page down) goes on there all the same.
const MOVED = "input, select, canvas, [role=slider], [role=tab], [role=radio], [role=menuitem], [role=option], [role=combobox], [role=grid], [role=gridcell]";
const OPEN = "[role=dialog], [role=listbox], [role=menu], [data-testid=stPopoverBody]";
// What is pressed while a page is being turned is lost with it: one thing is asked at a time, and again if need be.
const SETTLES = 300;
const AGAIN = 3000;
const STEPS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };

class Presenter {
  constructor(root) {
    this.find = (name) => root.querySelector(`[data-part="${name}"]`);
    this.data = { presenting: false, step: 0, say: [] };
    this.pressed = (event) => this.press(event);
    document.addEventListener("keydown", this.pressed, true);
    this.wanted = null;
    this.asked = null;
    this.find("switch").onclick = () => this.want("switch", !this.data.presenting);
    this.find("back").onclick = () => this.go(this.step - 1);
    this.find("on").onclick = () => this.go(this.step + 1);
    this.find("end").onclick = () => this.want("step", 0);
  }

  update(data, trigger) {
    this.trigger = trigger;
    const other = data.title !== this.data.title || data.say.length !== this.data.say.length;
    this.data = data;
    if (other || this.reached(this.wanted)) {
      this.wanted = this.asked = null;
      clearTimeout(this.timer);
    } else if (this.reached(this.asked)) this.later(SETTLES);
    this.show();
  }

  want(name, value) {
    const waits = this.wanted !== null;
    this.wanted = { name, value };
    this.show();
    if (!waits) this.ask();
  }

  ask() {
    this.asked = this.wanted;
    this.trigger(this.asked.name, this.asked.value);
    this.later(AGAIN);
  }

  later(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), milliseconds);
  }

  reached(what) {
    if (what === null) return false;
    return what.name === "switch" ? what.value === this.data.presenting : what.value === this.data.step;
  }

  get step() {
    // Keys come faster than a page turns: what was asked for last stands at once.
    return this.wanted !== null && this.wanted.name === "step" ? this.wanted.value || this.data.step : this.data.step;
  }

  show() {
    const { data, step } = this;
    const of = data.say.length;
    this.find("switch").setAttribute("aria-checked", String(data.presenting));
    this.find("bar").hidden = !of;
    this.find("bar").setAttribute("aria-label", `Demo ${data.title}`);
    put(this.find("place"), of ? `${step} of ${of}` : "");
    put(this.find("say"), of ? data.say[step - 1] : "");
    this.find("back").disabled = step <= 1;
    this.find("on").disabled = step >= of;
  }

  go(step) {
    if (step >= 1 && step <= this.data.say.length) this.want("step", step);
  }

  press(event) {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!this.data.presenting || document.querySelector(OPEN)) return;
    const at = event.composedPath()[0];
    const meets = (which) => at instanceof Element && at.matches(which);
    if (meets(TYPED)) return;
    if (event.key === "Escape") this.want("switch", false);
    else if (event.key in STEPS && this.data.say.length && !(event.key.startsWith("Arrow") && meets(MOVED))) {
      event.preventDefault();
      event.stopPropagation();
      this.go(this.step + STEPS[event.key]);
    }
  }

  end() {
    clearTimeout(this.timer);
    document.removeEventListener("keydown", this.pressed, true);
  }
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const open = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  if (!open.has(parentElement)) open.set(parentElement, new Presenter(parentElement));
  open.get(parentElement).update(data, setTriggerValue);
  return () => {
    const last = open.get(parentElement);
    if (last) last.end();
    open.delete(parentElement);
  };
}
