/* The bar at the top: which application this is, how its bot is, and what the last registration changed. */

import { element } from "../base/dom.js";
import { acting, all, bot, connection, watch } from "../base/store.js";
import { whatCame } from "../inspector/wording.js";
import { hideInspector, isInspectorShown, openDrawer, showInspector } from "./drawers.js";

const STATES = {
  connecting: ["warn", "Connecting", "The page is connecting to the playground's server"],
  lost: ["bad", "Server lost", "The playground's server does not answer"],
  starting: ["warn", "Starting", "The bot is starting"],
  running: ["good", "Running", "The bot is running"],
  incomplete: ["warn", "Incomplete", "The bot runs without what could not be loaded"],
  failed: ["bad", "Not running", "The bot is not running"],
};

let dismissed = "";

/** Fills the bar, and keeps it true. */
export function mountBar(root) {
  const title = element("h1", {}, "Playground");
  const state = element("span", { className: "bar-state", role: "status" });
  const news = element("div", { className: "bar-news", role: "status" });
  const places = toggle("places", "Channels", () => openDrawer("places"));
  const inspector = toggle("inspector", "Inspector", () => (isInspectorShown() ? hideInspector() : showInspector()));
  const tunnel = element("span", { className: "bar-tunnel note" });
  root.append(places, title, state, tunnel, element("span", { className: "bar-space" }), news, inspector);
  showState(title, state);
  watch(["bot", "connection", "registration"], () => {
    showState(title, state);
    showNews(news);
    const address = bot()?.tunnel ?? "";
    tunnel.textContent = address && `The real Discord reaches it at ${address}`;
  });
  watch(["interaction", "log", "acting", "drawers"], () => showTrouble(inspector));
}

/* Where the inspector is closed, its button tells that there is something to look at. */
function showTrouble(button) {
  const last = all("interaction").findLast((one) => one.user_id === acting.user);
  button.setAttribute("aria-expanded", String(isInspectorShown()));
  const isBad = !isInspectorShown() && Boolean(last) && whatCame(last).look === "bad";
  button.classList.toggle("bad", isBad);
  button.title = isBad ? `Your last interaction failed: ${whatCame(last).text}` : "";
}

function toggle(name, label, onclick) {
  const className = `button quiet small bar-toggle for-${name}`;
  return element("button", { type: "button", id: `${name}-toggle`, className, "aria-controls": name, onclick }, label);
}

function showState(title, state) {
  const application = bot()?.application;
  if (application) {
    title.textContent = application.name;
    document.title = `${application.name} · Playground`;
  }
  const key = connection === "connected" ? bot()?.state ?? "connecting" : connection;
  // What is said again without need is read aloud again.
  if (state.dataset.key === key) return;
  const [look, words, sentence] = STATES[key];
  state.dataset.key = key;
  state.className = `bar-state ${look}`;
  state.title = sentence;
  state.replaceChildren(element("span", { "aria-hidden": "true" }, words), element("span", { className: "visually-hidden" }, sentence));
}

function showNews(news) {
  const last = all("registration").filter((one) => !one.refused);
  const text = JSON.stringify(last);
  if (news.dataset.text === text) return;
  news.dataset.text = text;
  const parts = text === dismissed ? [] : changesOf(last);
  if (!parts.length) {
    news.replaceChildren();
    return;
  }
  const dismiss = () => {
    dismissed = text;
    news.replaceChildren();
  };
  news.replaceChildren(
    element("span", { className: "bar-news-text" }, "Commands: ", ...parts.flatMap((part, place) => (place ? [", ", part] : [part]))),
    element("button", { type: "button", className: "button quiet small", "aria-label": "Dismiss this note", onclick: dismiss }, "✕"),
  );
}

/* Names while there are few of them, else how many. */
function changesOf(last) {
  return [["added", "+", "new"], ["changed", "~", "changed"], ["removed", "−", "gone"]].flatMap(([kind, sign, word]) => {
    const names = last.flatMap((one) => one[kind]);
    if (!names.length) return [];
    const shown = names.length > 3 ? `${sign}${names.length} ${word}` : names.map((name) => `${sign}${name}`).join(" ");
    return [element("span", { className: kind, title: `${word}: ${names.join(", ")}` }, shown)];
  });
}
