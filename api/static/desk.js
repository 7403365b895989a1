/* What the pages gain with JavaScript: they refresh by themselves and listen to keys. Nothing needs it. */

const list = () => document.getElementById("list");
const pane = () => document.getElementById("case");
const article = () => document.querySelector("article.case");
let stale = false;
let loading = null;

/* ---- Live refresh: hear that something changed, ask for the page again, swap what differs ---- */

function opened() {
  return new Set([...document.querySelectorAll("details[open][id]")].map((element) => element.id));
}

function busy(root) {
  const field = document.activeElement;
  const typing = field && root.contains(field) && field.matches("input:not([type=hidden]), textarea, select");
  const written = [...root.querySelectorAll("textarea")].some((area) => area.value !== area.defaultValue);
  return Boolean(typing || written || root.querySelector("details.verb[open], details#close[open], details#correct[open]"));
}

function swap(name, fresh) {
  const now = document.getElementById(name);
  const next = fresh.getElementById(name);
  if (!now || !next || now.innerHTML === next.innerHTML) return;
  const scrolled = name === "list" ? now.querySelector(".rows")?.scrollTop : now.scrollTop;
  const open = opened();
  now.replaceChildren(...next.childNodes);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  const scroller = name === "list" ? now.querySelector(".rows") : now;
  if (scroller && scrolled) scroller.scrollTop = scrolled;
}

async function refresh() {
  if (document.hidden) {
    stale = true;
    return;
  }
  loading?.abort();
  loading = new AbortController();
  try {
    const address = new URL(location.href);
    address.searchParams.delete("done");
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: loading.signal });
    if (answer.redirected && new URL(answer.url).pathname === "/sign-in") location.assign(answer.url);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    swap("alarm", fresh);
    if (!busy(list())) swap("list", fresh);
    if (busy(pane())) offer();
    else swap("case", fresh);
    stale = false;
  } catch (error) {
    if (error.name !== "AbortError") stale = true;
  }
}

/* Somebody is writing: never take the form away under their hands. */
function offer() {
  if (!article() || document.getElementById("changed")) return;
  const line = document.createElement("p");
  line.id = "changed";
  line.className = "notice warn";
  line.setAttribute("role", "status");
  const again = document.createElement("a");
  again.href = location.href;
  again.textContent = "Load it again";
  line.append("This case has changed while you were writing. ", again, " before you decide.");
  article().prepend(line);
}

let soon = 0;
function refreshSoon() {
  clearTimeout(soon);
  soon = setTimeout(refresh, 150);
}

const KINDS = [
  "case.opened", "case.changed", "case.closed", "proposal.pending", "proposal.decided", "proposal.expired",
  "proposal.reminded", "proposal.escalated", "action.executed", "action.failed", "report.dead_lettered",
  "report.replayed",
];

function listen() {
  const live = document.getElementById("live");
  const stream = new EventSource("/inbox/stream");
  let before = false;
  stream.onopen = () => {
    live.className = "live on";
    live.textContent = "live";
    if (before) refreshSoon();
    before = true;
  };
  stream.onerror = () => {
    live.className = "live on lost";
    live.textContent = "connecting";
  };
  for (const kind of KINDS) stream.addEventListener(kind, refreshSoon);
  addEventListener("pagehide", () => stream.close());
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && stale) refresh();
});
/* Ages and the time that is left move on even when nothing happens. */
setInterval(refreshSoon, 60_000);

/* ---- Keys ---- */

function go(step) {
  const rows = [...document.querySelectorAll(".row")];
  const at = rows.findIndex((row) => row.getAttribute("aria-current"));
  const next = rows[at < 0 ? 0 : at + step];
  if (!next) return;
  next.scrollIntoView({ block: "nearest" });
  location.assign(next.href);
}

function unfold(verb) {
  const form = document.querySelector(`article.action[data-decidable] details[data-verb="${verb}"]`);
  if (!form) return;
  form.open = true;
  form.scrollIntoView({ block: "center" });
  form.querySelector("input:not([type=hidden]):not([type=checkbox]), select, textarea")?.focus();
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  a: () => {
    const button = document.getElementById("approve-all");
    button?.scrollIntoView({ block: "nearest" });
    button?.focus();
  },
  e: () => unfold("edit"),
  r: () => unfold("reject"),
  q: () => unfold("ask"),
  "/": () => document.getElementById("search")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const field = event.target;
  if (event.key === "Escape") {
    const form = field.closest?.("details.verb[open]");
    if (form) {
      form.open = false;
      form.querySelector("summary").focus();
    }
    return;
  }
  if (field.matches?.("input, textarea, select") || document.querySelector("dialog[open]")) return;
  const deed = KEYS[event.key];
  if (!deed) return;
  event.preventDefault();
  deed();
});

/* A press is one press: the second one of an impatient hand is not sent. */
addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
});

/* Search when a kind is chosen, without a press on Find. */
addEventListener("change", (event) => {
  if (event.target.matches(".search select")) event.target.form.requestSubmit();
});

/* ---- Places: keep the list where it was, bring the read line into sight ---- */

const PLACE = "list-at";
addEventListener("pagehide", () => {
  const rows = document.querySelector(".rows");
  if (rows) sessionStorage.setItem(PLACE, String(rows.scrollTop));
});

function settle() {
  const rows = document.querySelector(".rows");
  if (rows) rows.scrollTop = Number(sessionStorage.getItem(PLACE) || 0);
  document.querySelector(".row[aria-current]")?.scrollIntoView({ block: "nearest" });
  for (const text of document.querySelectorAll(".source-text")) {
    const mark = text.querySelector("mark");
    if (mark) text.scrollTop = Math.max(mark.offsetTop - text.offsetTop - 80, 0);
  }
}

document.body.classList.add("with-keys");
settle();
listen();
