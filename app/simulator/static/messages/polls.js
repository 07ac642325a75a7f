/* Polls: answers to choose from, then what everybody chose. */

import { element } from "../base/dom.js";
import { emojiView } from "../base/emoji.js";
import { acting } from "../base/store.js";
import { perform } from "./deeds.js";
import { distance } from "./times.js";

/* Messages whose results somebody asked to see before he voted. */
const opened = new Set();

/** Shows a message's poll: to vote in, or with its results. */
export function pollView(message) {
  const root = element("div", { className: "poll" });
  draw(root, message);
  return root;
}

function draw(root, message) {
  const { poll } = message;
  const hasEnded = Boolean(poll.results?.is_finalized) || (poll.expiry && new Date(poll.expiry) <= Date.now());
  const mine = votesOf(message);
  const isOpen = !hasEnded && !mine.length && !opened.has(message.id);
  root.replaceChildren(isOpen ? ballot(root, message) : results(root, message, mine, hasEnded));
}

function votesOf(message) {
  const votes = Object.entries(message.voters ?? {});
  return votes.filter(([, voters]) => voters.includes(acting.user)).map(([answer]) => Number(answer));
}

function ballot(root, message) {
  const { poll } = message;
  const kind = poll.allow_multiselect ? "checkbox" : "radio";
  const vote = element("button", { className: "button small", disabled: true }, "Vote");
  const chosen = () => [...form.elements].filter((input) => input.checked).map((input) => Number(input.value));
  const answers = (poll.answers ?? []).map((answer) => element("label", { className: "poll-answer" },
    element("input", { type: kind, name: `poll-${message.id}`, value: String(answer.answer_id) }), mediumOf(answer)));
  const show = element("button", { type: "button", className: "button quiet small" }, "Show results");
  show.onclick = () => {
    opened.add(message.id);
    draw(root, message);
  };
  const form = element("form", {},
    element("fieldset", {},
      element("legend", { className: "poll-question" }, poll.question?.text ?? ""),
      element("p", { className: "note" }, poll.allow_multiselect ? "Select one or more answers" : "Select one answer"),
      answers),
    element("div", { className: "poll-foot" }, countText(message), vote, show));
  form.onchange = () => { vote.disabled = chosen().length === 0; };
  form.onsubmit = (event) => {
    event.preventDefault();
    give(message, chosen());
  };
  return form;
}

function results(root, message, mine, hasEnded) {
  const { poll } = message;
  const counts = new Map((poll.results?.answer_counts ?? []).map(({ id, count }) => [id, count]));
  const whole = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const most = Math.max(0, ...counts.values());
  const answers = (poll.answers ?? []).map((answer) => {
    const count = counts.get(answer.answer_id) ?? 0;
    return resultView(answer, count, whole, { isMine: mine.includes(answer.answer_id), isFirst: hasEnded && count > 0 && count === most });
  });
  const back = element("button", { type: "button", className: "button quiet small" }, mine.length ? "Remove vote" : "Go back to vote");
  back.onclick = () => {
    opened.delete(message.id);
    if (mine.length) give(message, []);
    else draw(root, message);
  };
  return element("div", { role: "group", "aria-label": `Poll: ${poll.question?.text ?? ""}` },
    element("p", { className: "poll-question" }, poll.question?.text ?? ""),
    element("ul", { className: "poll-results" }, answers),
    element("div", { className: "poll-foot" }, countText(message), hasEnded ? null : back));
}

function resultView(answer, count, whole, { isMine, isFirst }) {
  const percent = whole ? Math.round((count / whole) * 100) : 0;
  const bar = element("span", { className: "poll-bar", "aria-hidden": "true" });
  bar.style.width = `${percent}%`;
  return element("li", { className: `poll-answer${isMine ? " mine" : ""}${isFirst ? " first" : ""}` },
    bar,
    mediumOf(answer),
    element("span", { className: "poll-count" }, `${voteWords(count)} · ${percent} %`),
    isMine ? element("span", { className: "poll-mark", role: "img", "aria-label": "your vote" }, "✓") : null);
}

function mediumOf({ poll_media: media }) {
  const emoji = media?.emoji ? [emojiView(media.emoji), " "] : null;
  return element("span", { className: "poll-text" }, emoji, media?.text ?? "");
}

function countText({ poll }) {
  const count = (poll.results?.answer_counts ?? []).reduce((sum, one) => sum + one.count, 0);
  const end = new Date(poll.expiry ?? NaN);
  const isOver = poll.results?.is_finalized || end <= Date.now();
  const when = isOver ? "poll closed" : Number.isNaN(end.getTime()) ? null : `ends ${distance(end)}`;
  return element("span", { className: "note" }, [voteWords(count), when].filter(Boolean).join(" • "));
}

function give(message, answers) {
  return perform("/playground/votes", { user: acting.user, message: message.id, answers });
}

function voteWords(count) {
  return `${count} ${count === 1 ? "vote" : "votes"}`;
}
