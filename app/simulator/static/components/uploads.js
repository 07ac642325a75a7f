/* Files for a form: chosen, dropped or pasted, listed, taken back. */

import { element } from "../base/dom.js";
import { fileSizeProblem, sizeText } from "../base/file_sizes.js";
import { endingsOf, fileTypeProblem, fileTypeWords } from "../base/file_types.js";

/**
 * Makes a field for files.
 *
 * @param component the file upload
 * @param options `id` and `describedBy` of its control, and `isRequired`
 * @returns `node`, `input`, `files()` and `problem()`: why the files cannot be sent, or ""
 */
export function uploadView(component, { id, describedBy, isRequired }) {
  const most = component.max_values ?? 1, types = component.file_types ?? [];
  let files = [];
  const input = element("input", {
    id, type: "file", multiple: most > 1, accept: endingsOf(types).join(","),
    "aria-describedby": describedBy, "aria-required": String(isRequired),
  });
  const list = element("ul", { role: "list", "aria-label": "Chosen files" });
  const hint = element("p", { className: "form-upload-hint" }, hintOf(most, types));
  const node = element("div", { className: "form-upload" }, input, hint, list);

  const change = (chosen) => {
    files = chosen;
    list.replaceChildren(...files.map((file) => fileRow(file, () => {
      change(files.filter((one) => one !== file));
      input.focus();
    })));
    node.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const add = (more) => change(most === 1 ? [...more].slice(0, 1) : [...files, ...more]);
  input.addEventListener("change", (event) => {
    event.stopPropagation();
    const picked = [...input.files];
    // Emptied, so that a file that was taken back can be chosen again.
    input.value = "";
    if (picked.length) add(picked);
  });
  letDrop(node, add);
  return { node, input, files: () => files, problem: () => fileTypeProblem(files, types) || fileSizeProblem(files) };
}

function letDrop(node, add) {
  const mark = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    node.classList.add("over");
  };
  node.addEventListener("dragenter", mark);
  node.addEventListener("dragover", mark);
  node.addEventListener("dragleave", (event) => {
    if (!node.contains(event.relatedTarget)) node.classList.remove("over");
  });
  node.addEventListener("drop", (event) => {
    node.classList.remove("over");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    add(event.dataTransfer.files);
  });
  node.addEventListener("paste", (event) => {
    if (event.clipboardData?.files.length) add(event.clipboardData.files);
  });
}

function fileRow(file, remove) {
  return element("li", { className: "form-upload-file" },
    element("span", { className: "form-upload-name" }, file.name),
    element("span", { className: "form-upload-size" }, sizeText(file.size)),
    element("button", { type: "button", className: "button quiet small", "aria-label": `Remove ${file.name}`, onclick: remove }, "Remove"));
}

function hintOf(most, types) {
  const count = most === 1 ? "One file" : `Up to ${most} files`;
  return `${count}${types.length ? `: ${fileTypeWords(types)}` : ""}. ${most === 1 ? "It" : "They"} can be dropped here.`;
}
