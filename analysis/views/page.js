// What the page around the explorer does: findings lead to it, and drawings fit on paper.
// @ts-check

import { PAPER } from "./elements.js";

// A finding above the explorer filters it (by the address, see address.js) and brings it into view;
// a single statement brings its sentence into view by itself.
document.querySelector(".findings")?.addEventListener("click", (event) => {
  const link = /** @type {HTMLAnchorElement | null} */ (event.target.closest("a[href^='#']"));
  if (link && !link.hash.startsWith("#statement=")) document.getElementById("explorer").scrollIntoView();
});

function fit(most) {
  /** @type {NodeListOf<HTMLElement>} */
  const drawings = document.querySelectorAll(".strip svg, .svg-container");
  for (const node of drawings)
    node.style.zoom = most ? String(Math.min(1, most / node.getBoundingClientRect().width)) : "";
}

addEventListener("beforeprint", () => fit(PAPER));
addEventListener("afterprint", () => fit(0));
