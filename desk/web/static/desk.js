/* Short ways for the hand: keys, dragging, and what a page shows at once. Every page works without it. */
"use strict";

(() => {
  const items = () => [...document.querySelectorAll("[data-item]")].filter((each) => each.checkVisibility());
  const keysKey = "throughline.keys";
  let here = null;
  let going = false;

  const remember = (value) => { try { localStorage.setItem(keysKey, value); } catch { /* private windows keep nothing */ } };
  const keysAreOn = () => { try { return localStorage.getItem(keysKey) !== "off"; } catch { return true; } };

  /* -- moving about -- */

  function stand(item) {
    if (!item) return;
    here?.classList.remove("is-here");
    here = item;
    item.classList.add("is-here");
    const link = item.querySelector("[data-open], h3 a, a");
    link?.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = items();
    const at = all.indexOf(here);
    stand(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]);
  }

  function pick(item) {
    const box = item?.querySelector("[data-pick]");
    if (!box) return;
    box.checked = !box.checked;
    show(box);
  }

  function show(box) {
    box.closest("[data-item]")?.classList.toggle("is-picked", box.checked);
  }

  function act(name) {
    const button = document.querySelector(`[data-act="${name}"]`);
    if (!button) return;
    const form = button.form;
    if (form && here && !form.querySelector("[data-pick]:checked")) pick(here);
    button.click();
  }

  function help() {
    const dialog = document.getElementById("keys");
    if (!dialog) return;
    dialog.open ? dialog.close() : dialog.showModal();
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    o: () => here?.querySelector("[data-open], h3 a, a")?.click(),
    x: () => pick(here),
    m: () => act("merge"),
    s: () => act("split"),
    "/": () => document.getElementById("q")?.focus(),
    "?": help,
    g: () => { going = true; setTimeout(() => { going = false; }, 1200); },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    if (!keysAreOn() || document.querySelector("dialog[open]")) return;
    if (going) {
      going = false;
      const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (link) { event.preventDefault(); link.click(); return; }
    }
    const does = keys[event.key];
    if (does) { event.preventDefault(); does(); }
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick]")) show(event.target);
    if (event.target.matches("[data-keys-on]")) remember(event.target.checked ? "on" : "off");
  });

  document.addEventListener("click", (event) => {
    const asks = event.target.closest("[data-help]");
    if (asks && document.getElementById("keys")) { event.preventDefault(); help(); }
    if (event.target.closest("[data-refresh]")) { event.preventDefault(); location.reload(); }
  });

  /* -- dragging: it only fills in the page that asks whether it is meant -- */

  let dragged = null;

  function prepare() {
    document.querySelectorAll("[data-keys-on]").forEach((box) => { box.checked = keysAreOn(); });
    if (!document.querySelector("[data-pick]")) return;
    items().forEach((item) => { if (item.querySelector("[data-pick]")) item.draggable = true; });
  }

  function target(event) {
    if (dragged?.dataset.thread) {
      const over = event.target.closest("[data-thread]");
      return over && over !== dragged ? over : null;
    }
    return dragged?.dataset.development ? event.target.closest("[data-drop=split]") : null;
  }

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-item][draggable=true]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.thread || dragged.dataset.development || "");
  });
  document.addEventListener("dragover", (event) => {
    document.querySelectorAll(".is-over").forEach((each) => each.classList.remove("is-over"));
    const over = target(event);
    if (over) { event.preventDefault(); over.classList.add("is-over"); }
  });
  document.addEventListener("dragend", () => {
    document.querySelectorAll(".is-over").forEach((each) => each.classList.remove("is-over"));
    dragged = null;
  });
  document.addEventListener("drop", (event) => {
    const over = target(event);
    if (!over) return;
    event.preventDefault();
    if (dragged.dataset.thread) {
      location.assign(`/merge?thread=${encodeURIComponent(over.dataset.thread)}&thread=${encodeURIComponent(dragged.dataset.thread)}`);
    } else {
      const form = over.form;
      location.assign(`${form.getAttribute("action")}?development=${encodeURIComponent(dragged.dataset.development)}`);
    }
  });

  document.addEventListener("htmx:afterSettle", prepare);
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", prepare) : prepare();
})();
