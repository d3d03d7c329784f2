// The presentation view: its switch, Escape, and the keys that step through a demo. It asks, the server turns the page.

const TYPED = "textarea, [contenteditable=''], [contenteditable=true], input:not([type=range], [type=checkbox], [type=radio], [type=button])";
// Where left and right already mean something; what a clicker sends (page up, page down) goes on there all the same.
const MOVED = "input, select, canvas, [role=slider], [role=tab], [role=radio], [role=menuitem], [role=option], [role=combobox], [role=grid], [role=gridcell]";
const OPEN = "[role=dialog], [role=listbox], [role=menu], [data-testid=stPopoverBody]";
const STEPS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };

class Presenter {
  constructor(root) {
    this.find = (name) => root.querySelector(`[data-part="${name}"]`);
    this.data = { presenting: false, step: 0, say: [] };
    this.pressed = (event) => this.press(event);
    document.addEventListener("keydown", this.pressed, true);
    this.find("switch").onclick = () => this.trigger("switch", !this.data.presenting);
    this.find("back").onclick = () => this.go(this.step - 1);
    this.find("on").onclick = () => this.go(this.step + 1);
    this.find("end").onclick = () => this.trigger("step", 0);
  }

  update(data, trigger) {
    this.trigger = trigger;
    // Keys that came faster than the page turns: what was asked for last stands until the server has heard of it.
    const other = data.title !== this.data.title || data.say.length !== this.data.say.length;
    if (other || data.step === this.wanted) this.wanted = null;
    this.data = data;
    this.step = this.wanted || data.step;
    this.show();
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
    if (step < 1 || step > this.data.say.length) return;
    this.step = this.wanted = step;
    this.show();
    this.trigger("step", step);
  }

  press(event) {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!this.data.presenting || document.querySelector(OPEN)) return;
    const at = event.composedPath()[0];
    const meets = (which) => at instanceof Element && at.matches(which);
    if (meets(TYPED)) return;
    if (event.key === "Escape") this.trigger("switch", false);
    else if (event.key in STEPS && this.data.say.length && !(event.key.startsWith("Arrow") && meets(MOVED))) {
      event.preventDefault();
      event.stopPropagation();
      this.go(this.step + STEPS[event.key]);
    }
  }

  end() {
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
