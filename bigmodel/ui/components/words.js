// Numbers as bigmodel/spec/numbers.py writes them: three significant digits, thousands separated, money with its sign.

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function known(value) {
  return typeof value === "number" && Number.isFinite(value);
}

function sign(value) {
  return value < 0 ? "−" : "";
}

function count(value) {
  return Math.round(value).toLocaleString("en-GB");
}

function plural(number, one, many) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

function digits(value) {
  return withFigures(value, 3);
}

function withFigures(value, figures) {
  if (!known(value)) return "–";
  const size = Math.abs(value);
  if (size >= 100) return sign(value) + count(size);
  if (size !== 0 && size < 1e-4) return sign(value) + size.toExponential(figures - 1);
  return sign(value) + (size === 0 ? "0" : size.toPrecision(figures));
}

function figuresApart(values, edge) {
  // As digits_apart: no value is written like the edge that it misses or passes.
  const others = values.filter((value) => value !== edge);
  let figures = 3;
  while (figures < 9 && others.some((value) => withFigures(value, figures) === withFigures(edge, figures))) figures += 1;
  return figures;
}

function percent(value) {
  // Never rounded up to all.
  if (!known(value)) return "–";
  if (value === 0 || value === 1) return `${value * 100}\u00a0%`;
  return value < 0.9995 ? `${digits(value * 100)}\u00a0%` : `${Math.min(value * 100, 99.99).toFixed(2)}\u00a0%`;
}

function share(value) {
  // A metric between 0 and 1.
  if (!known(value)) return "–";
  return value >= 0.995 && value < 1 ? value.toFixed(3) : value.toFixed(2);
}

function money(value, currency) {
  if (!known(value)) return "–";
  const size = Math.abs(value);
  const text = size < 100 && Math.round(size * 100) % 100 ? size.toFixed(2) : count(size);
  return `${Number(text.replaceAll(",", "")) ? sign(value) : ""}${currency}\u00a0${text}`;
}
