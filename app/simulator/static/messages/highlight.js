/* Colours code a little: comments, strings, numbers and keywords of common languages, `diff` and `ansi`. */

import { element } from "../base/dom.js";

const words = (text) => new Set(text.split(" "));
const C_LIKE = { comment: String.raw`\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)` };
const HASHED = { comment: "#[^\\n]*" };
const SCRIPT = words("async await break case catch class const continue debugger default delete do else enum export extends false "
  + "finally for from function get if implements import in instanceof interface let new null of private protected public readonly "
  + "return set static super switch this throw true try type typeof undefined var void while with yield");
const COMPILED = words("abstract alignas as auto base bool boolean break byte case catch char class const constexpr continue crate "
  + "default defer delete do double else enum explicit extends extern false final finally float fn for foreach friend fun func go "
  + "goto if impl implements import in inline int interface internal is let long loop map match mod move mut namespace new nil null "
  + "nullptr object operator out override package private protected pub public range readonly ref return sealed select self short "
  + "signed sizeof static string struct super switch template this throw throws trait true try type typedef typename union unsafe "
  + "unsigned use using val var virtual void volatile when where while");
const PYTHON = words("False None True and as assert async await break case class continue def del elif else except finally for from "
  + "global if import in is lambda match nonlocal not or pass raise return self try type while with yield");
const RUBY = words("alias and begin break case class def defined do else elsif end ensure false for if in module next nil not or "
  + "redo require rescue retry return self super then true undef unless until when while yield");
const SHELL = words("case do done elif else esac export fi for function if in local return set then unset until while echo cd exit");
const SQL = words("add all alter and as asc begin between by case check column commit constraint create cross default delete desc "
  + "distinct drop else end exists false foreign from full group having if in index inner insert into is join key left like limit "
  + "not null offset on or order outer primary references returning right rollback select set table then true union unique update "
  + "using values view when where with");
const LUA = words("and break do else elseif end false for function goto if in local nil not or repeat return then true until while");
const PLAIN_WORDS = words("true false null yes no on off");

const KINDS = {
  python: { ...HASHED, words: PYTHON, triple: true },
  script: { ...C_LIKE, words: SCRIPT, backtick: true },
  compiled: { ...C_LIKE, words: COMPILED, backtick: true },
  ruby: { ...HASHED, words: RUBY },
  shell: { ...HASHED, words: SHELL },
  sql: { comment: String.raw`--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)`, words: SQL, anyCase: true },
  data: { comment: String.raw`[#;][^\n]*|\/\/[^\n]*`, words: PLAIN_WORDS },
  json: { comment: String.raw`\/\/[^\n]*`, words: PLAIN_WORDS },
  markup: { comment: String.raw`<!--[\s\S]*?(?:-->|$)`, words: new Set(), tags: true },
  style: { comment: String.raw`\/\*[\s\S]*?(?:\*\/|$)`, words: words("important media import supports from to and not") },
  lua: { comment: "--[^\\n]*", words: LUA },
};
const NAMES = {
  python: "py python python3 pycon", script: "js javascript mjs jsx ts typescript tsx",
  compiled: "c h cpp c++ cc hpp cs csharp java kt kotlin go golang rs rust swift php scala dart zig",
  ruby: "rb ruby", shell: "sh bash shell zsh console dockerfile make makefile", sql: "sql pgsql mysql sqlite",
  data: "yaml yml toml ini cfg conf properties", json: "json json5 jsonc",
  markup: "html xml svg xhtml vue", style: "css scss less", lua: "lua",
};
const BY_NAME = new Map(Object.entries(NAMES).flatMap(([kind, names]) => names.split(" ").map((name) => [name, kind])));
const patterns = new Map();

/** Gives the nodes of some code; what is written in no known language stays plain. */
export function highlighted(code, language = "") {
  const name = language.toLowerCase();
  if (name === "diff" || name === "patch") return inLines(code, diffClass);
  if (name === "ansi") return ansi(code);
  const kind = BY_NAME.get(name);
  return kind ? tokens(code, kind) : [code];
}

function tokens(code, kind) {
  const { words: keywords, anyCase } = KINDS[kind];
  const nodes = [];
  let end = 0;
  for (const match of code.matchAll(pattern(kind))) {
    const { comment, string, number, tag, word } = match.groups;
    const isKeyword = word && keywords.has(anyCase ? word.toLowerCase() : word);
    const className = comment ? "code-comment" : string ? "code-string" : number ? "code-number" : tag || isKeyword ? "code-keyword" : "";
    if (!className) continue;
    nodes.push(code.slice(end, match.index), element("span", { className }, match[0]));
    end = match.index + match[0].length;
  }
  nodes.push(code.slice(end));
  return nodes;
}

/* Each part either takes a character or gives up at once, so the time grows with the length alone. */
function pattern(kind) {
  if (!patterns.has(kind)) {
    const { comment, triple, backtick, tags } = KINDS[kind];
    const strings = [String.raw`"(?:\\.|[^"\\\n])*"?`, String.raw`'(?:\\.|[^'\\\n])*'?`];
    if (triple) strings.unshift(String.raw`"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)`);
    if (backtick) strings.push("`(?:\\\\[\\s\\S]|[^`\\\\])*`?");
    patterns.set(kind, new RegExp([
      `(?<comment>${comment})`,
      tags ? String.raw`(?<tag><[/!?]?[\w:.-]+|[/?]?>)` : "(?<tag>(?!))",
      `(?<string>${strings.join("|")})`,
      String.raw`(?<number>\b(?:0[xob][\da-f_]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)\b)`,
      String.raw`(?<word>[\p{L}_$][\p{L}\d_$-]*)`,
    ].join("|"), "giu"));
  }
  return patterns.get(kind);
}

function inLines(code, classOf) {
  return code.split("\n").flatMap((line, index) => {
    const className = classOf(line);
    return [index ? "\n" : "", className ? element("span", { className }, line) : line];
  });
}

function diffClass(line) {
  if (/^(?:\+|>)/.test(line)) return "code-added";
  if (/^(?:-|<)/.test(line)) return "code-removed";
  return /^(?:@@|diff |index |\*\*\*)/.test(line) ? "code-comment" : "";
}

/* Discord's client colours by the escape sequences of terminals: 30 to 37, backgrounds, bold, underlined. */
function ansi(code) {
  const nodes = [];
  let styles = new Set();
  for (const [index, piece] of code.split(/\u001b\[([\d;]*)m/).entries()) {
    if (index % 2 === 0) {
      if (piece) nodes.push(styles.size ? element("span", { className: [...styles].join(" ") }, piece) : piece);
      continue;
    }
    for (const number of piece.split(";").map(Number)) styles = restyled(styles, number);
  }
  return nodes;
}

function restyled(styles, number) {
  if (number === 0) return new Set();
  const isColor = number >= 30 && number <= 37, isBack = number >= 40 && number <= 47;
  if (!isColor && !isBack && number !== 1 && number !== 4) return styles;
  const kept = [...styles].filter((name) => !(isColor && /^ansi-3\d$/.test(name)) && !(isBack && /^ansi-4\d$/.test(name)));
  return new Set([...kept, `ansi-${number}`]);
}
