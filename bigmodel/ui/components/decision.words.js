// Numbers as the pages write them: at most three significant digits, thousands separated, money with its sign.

function count(value) {
  return Math.round(value).toLocaleString("en-GB");
}

function digits(value) {
  return value >= 1000 ? count(value) : String(Number(value.toPrecision(3)));
}

function money(value, sign) {
  const size = Math.abs(value);
  const places = size >= 100 || Number.isInteger(size) ? 0 : 2;
  const text = size.toLocaleString("en-GB", { minimumFractionDigits: places, maximumFractionDigits: places });
  return `${value < -0.005 ? "−" : ""}${sign}\u00a0${text}`;
}

function compact(value, sign) {
  // Money on an axis: 20k, 1.5m.
  const size = Math.abs(value);
  const [divisor, suffix] = size >= 1e6 ? [1e6, "m"] : size >= 1e4 ? [1e3, "k"] : [1, ""];
  return `${value < 0 ? "−" : ""}${sign}\u00a0${Number((size / divisor).toPrecision(3)).toLocaleString("en-GB")}${suffix}`;
}

function percent(share) {
  return `${Number((share * 100).toPrecision(3))}\u00a0%`;
}

function plural(number, one, many) {
  return `${count(number)} ${number === 1 ? one : many}`;
}
