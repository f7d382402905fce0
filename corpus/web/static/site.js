// The page works without this. With it: cards where the pointer is, the panel without a new page, keys.
"use strict";

(() => {
  const page = document.body;
  page.classList.add("scripted");
  const panel = document.getElementById("panel");
  const text = document.querySelector(".text");
  const hover = document.getElementById("hover");
  const cards = new Map();
  const narrow = matchMedia("(max-width: 60rem)");
  if (narrow.matches) document.querySelector(".tree details")?.removeAttribute("open");

  // ---- the panel beside a document

  const panelAddress = (address) => {
    const url = new URL(address, location.href);
    url.pathname = `/documents/${page.dataset.doc}/panel`;
    url.hash = "";
    return url;
  };

  async function fetched(address) {
    const response = await fetch(panelAddress(address), { headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error(String(response.status));
    return new DOMParser().parseFromString(await response.text(), "text/html").body;
  }

  // Links of the panel carry the tab and the mark; a mark in the text carries no tab, so the open one stays.
  function withTab(address) {
    const url = new URL(address, location.href);
    const tab = new URL(location.href).searchParams.get("tab");
    if (tab && !url.searchParams.has("tab")) url.searchParams.set("tab", tab);
    return url;
  }

  let turns = 0;

  async function show(address, { push = true } = {}) {
    const url = new URL(address, location.href);
    const turn = ++turns;
    // Before the answer is here, so that the next key or click goes on from this one.
    if (push) history.pushState(null, "", url);
    choose(url.searchParams.get("mark"));
    panel.setAttribute("aria-busy", "true");
    let body;
    try {
      body = await fetched(url);
    } catch {
      if (turn === turns) location.assign(url);
      return;
    }
    if (turn !== turns) return;
    panel.removeAttribute("aria-busy");
    panel.replaceChildren(...body.childNodes);
    page.classList.toggle("beside", url.searchParams.get("tab") === "original");
    showBox();
  }

  // The box of the mark in the upper part of the panel; the page itself stays where it is.
  function showBox() {
    const box = panel.querySelector(".box");
    if (!box || panel.scrollHeight <= panel.clientHeight) return;
    panel.scrollTop += box.getBoundingClientRect().top - panel.getBoundingClientRect().top - panel.clientHeight / 3;
  }

  function choose(mark, scroll = false) {
    for (const old of text.querySelectorAll(".chosen")) {
      old.classList.remove("chosen");
      old.removeAttribute("aria-current");
    }
    if (!mark) return;
    const found = [...text.querySelectorAll(`[data-mark="${CSS.escape(mark)}"]`)];
    const named = document.getElementById(`s${mark}`);
    if (!found.length && named) found.push(named);
    for (const part of found) {
      part.classList.add("chosen");
      part.setAttribute("aria-current", "true");
    }
    if (scroll) found[0]?.scrollIntoView({ block: "center" });
  }

  if (panel && text) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
      if (link.matches(".text a[data-mark]")) {
        event.preventDefault();
        hide();
        show(withTab(link.href));
      } else if (link.closest("#panel") && link.matches(".tabs a, .open-original, .close, [data-panel]")) {
        event.preventDefault();
        show(link.href).then(() => {
          if (!link.matches(".close")) panel.querySelector(".tabs [aria-current]")?.focus({ preventScroll: true });
        });
      } else if (link.closest("#panel") && link.matches(".to-mark") && link.pathname === location.pathname) {
        event.preventDefault();
        const mark = new URL(link.href).searchParams.get("mark");
        show(withTab(link.href)).then(() => choose(mark, true));
      } else if (link.matches(".legend .key")) {
        event.preventDefault();
        const off = link.classList.toggle("off");
        link.setAttribute("aria-checked", String(!off));
        text.classList.toggle(`no-${link.dataset.ink}`, off);
        const url = new URL(location.href);
        const hidden = [...document.querySelectorAll(".legend .off")].map((key) => key.dataset.ink).join(",");
        if (hidden === "name") url.searchParams.delete("hide");
        else url.searchParams.set("hide", hidden || "none");
        history.replaceState(null, "", url);
      }
    });
    for (const key of document.querySelectorAll(".legend a.key")) {
      key.addEventListener("keydown", (event) => {
        if (event.key === " ") {
          event.preventDefault();
          key.click();
        }
      });
    }
    addEventListener("popstate", () => {
      show(location.href, { push: false }).then(() => choose(new URL(location.href).searchParams.get("mark"), true));
    });

    showBox();

    // ---- cards where the pointer is

    let waiting = 0;
    text.addEventListener("pointerover", (event) => {
      const mark = event.target.closest("a[data-mark]");
      clearTimeout(waiting);
      if (!mark || event.pointerType === "touch") return hide();
      waiting = setTimeout(() => place(mark), 180);
    });
    text.addEventListener("pointerleave", () => {
      clearTimeout(waiting);
      hide();
    });

    async function place(mark) {
      const key = mark.dataset.mark;
      if (!cards.has(key)) {
        const url = new URL(location.href);
        url.searchParams.set("mark", key);
        url.searchParams.set("tab", "figures");
        cards.set(key, fetched(url).then((body) => body.querySelector(".card")).catch(() => null));
      }
      const card = await cards.get(key);
      if (!card || !mark.matches(":hover")) return;
      hover.replaceChildren(card.cloneNode(true));
      hover.hidden = false;
      const at = mark.getClientRects()[0];
      const width = hover.offsetWidth;
      hover.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 16)) + scrollX}px`;
      const below = at.bottom + hover.offsetHeight + 16 < innerHeight;
      hover.style.top = `${(below ? at.bottom + 8 : at.top - hover.offsetHeight - 8) + scrollY}px`;
    }
  }

  function hide() {
    if (hover) hover.hidden = true;
  }

  // ---- keys

  const help = document.getElementById("help");
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return hide();
    if (event.target.closest("input, select, textarea") || help.open) return;
    if (event.key === "?") help.showModal();
    else if (event.key === "/") {
      const box = document.querySelector("input[type=search], .filter input[name=_value]");
      if (!box) return;
      event.preventDefault();
      box.focus();
    } else if (text && (event.key === "j" || event.key === "k")) {
      const marks = [...text.querySelectorAll("a.m[id]")].filter((mark) => getComputedStyle(mark).pointerEvents !== "none");
      const held = text.querySelector("a.chosen") ?? document.activeElement;
      const at = marks.indexOf(held);
      const next = marks[event.key === "j" ? at + 1 : at < 0 ? marks.length - 1 : at - 1];
      if (next) {
        next.focus({ preventScroll: true });
        next.scrollIntoView({ block: "center" });
        show(withTab(next.href));
      }
    } else if (panel && event.key === "o") {
      const url = new URL(location.href);
      if (url.searchParams.get("tab") === "original") url.searchParams.delete("tab");
      else url.searchParams.set("tab", "original");
      show(url);
    }
  });
})();
