// A finding above the explorer filters it (by the address, see host.js) and brings it into view;
// a single statement brings its sentence into view by itself.
document.querySelector(".findings")?.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link && !link.hash.startsWith("#statement=")) document.getElementById("explorer").scrollIntoView();
});
