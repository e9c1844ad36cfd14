// Elements of a page. The words of an article are never markup here: every text goes in as a text node.

// An element; attributes that start with "on" are listeners, children are elements or plain text.
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else set(node, name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

// Sets an attribute, or removes it where the value is null or false.
export function set(node, name, value) {
  if (value === null || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : value);
}

export function plural(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

export function glyph(look) {
  return h("span", { class: "glyph", "aria-hidden": "true" }, look.glyph);
}

export function sign(look, lean = null) {
  const leaning = { "+": ", leaning for", "-": ", leaning against" }[lean] ?? "";
  return h("span", { class: "sign", "data-position": look.id }, glyph(look), ` ${look.label}${leaning}`);
}
