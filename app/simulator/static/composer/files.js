/* The files that go with a message which is being written. */

import { element } from "../base/dom.js";
import { fileSizeProblem, sizeText } from "../base/file_sizes.js";

const MOST = 10;

/** Those chosen so far, and their list over the line. */
export class Files {
  constructor() {
    this.chosen = [];
    this.node = element("ul", { className: "composer-files", "aria-label": "Files to send", hidden: true });
  }

  /** Adds files, as many as Discord takes; gives a sentence when some are too many or too large. */
  add(files) {
    const fitting = files.slice(0, MOST - this.chosen.length);
    this.chosen = [...this.chosen, ...fitting];
    this.draw();
    return fitting.length < files.length ? `A message takes at most ${MOST} files.` : fileSizeProblem(this.chosen);
  }

  /** Takes files off the list: those that were sent, or are not to be. */
  remove(files) {
    this.chosen = this.chosen.filter((one) => !files.includes(one));
    this.draw();
  }

  /** Lets the user choose files of his machine. */
  choose(onChosen) {
    const chooser = element("input", { type: "file", multiple: true });
    chooser.addEventListener("change", () => onChosen([...chooser.files]));
    chooser.click();
  }

  draw() {
    this.node.hidden = this.chosen.length === 0;
    this.node.replaceChildren(...this.chosen.map((file) => {
      const button = element("button", {
        type: "button", className: "composer-cancel", "aria-label": `Remove ${file.name}`, onclick: () => this.remove([file]),
      }, "×");
      return element("li", {}, element("span", {}, file.name), element("span", { className: "note" }, sizeText(file.size)), button);
    }));
  }
}
