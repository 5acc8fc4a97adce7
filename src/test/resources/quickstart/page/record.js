import {announce, ask, element, one, problem, show} from "./common.js";

const CLASS = "com.openlayer.kafka.connect.OpenlayerSinkConnector";
const SHAPES = ["columns", "format", "rows"];
const HIDDEN_GROUPS = ["Several pipelines"];
/** What a record does not tell, so that a suggestion does not replace it. */
const OWN = ["topics", "inference.pipeline.id"];
const MULTILINE = ["rows", "columns", "prompt", "metadata"];
/** Kafka Connect's own properties, which the connector's ConfigDef does not have. */
const CONNECT = {
  "topics": "Topics",
  "key.converter": "Converter of keys",
  "value.converter": "Converter of values",
};

const config = new Map(Object.entries({
  "connector.class": CLASS,
  "tasks.max": "1",
  "topics": "my-topic",
  "key.converter": "org.apache.kafka.connect.storage.StringConverter",
  "value.converter": "org.apache.kafka.connect.storage.StringConverter",
  "openlayer.api.key": "${env:OPENLAYER_API_KEY}",
}));
const own = new Map();
let reasons = {};
let formats = [];
let isEdited = false;
let shown = "";
let latest = 0;

const shape = () => document.querySelector("[name=shape]:checked").value;

const isBegun = () => isEdited || one("record-text").value.trim() !== "";

function properties() {
  return Object.fromEntries([...config].filter(([, value]) => value.trim() !== ""));
}

function set(name, value) {
  if (value === "") {
    config.delete(name);
  } else {
    config.set(name, value);
  }
}

// ---- The form

function isUpFront(field) {
  return field.isRequired || field.importance === "high" || field.errors !== undefined || config.has(field.name);
}

function control(field) {
  const value = config.get(field.name) ?? "";
  let input;
  if (field.choices?.length > 0) {
    input = element("select");
    const unset = field.default ? `${field.default} (default)` : "–";
    input.append(element("option", unset, {value: ""}));
    const choices = value === "" || field.choices.includes(value) ? field.choices : [...field.choices, value];
    input.append(...choices.map(choice => element("option", choice, {value: choice})));
  } else if (MULTILINE.includes(field.name)) {
    input = element("textarea", "", {rows: field.name === "rows" ? 8 : 3, spellcheck: false});
  } else {
    input = element("input", "", {type: "text", placeholder: field.default ?? "", spellcheck: false});
  }
  input.value = value;
  input.id = "field-" + field.name;
  input.required = field.isRequired === true;
  input.setAttribute("aria-describedby", `hint-${field.name} error-${field.name}`);
  input.addEventListener("input", () => {
    isEdited = true;
    set(field.name, input.value.trim());
    own.set(field.name, input.value.trim());
    delete reasons[field.name];
    if (field.name === "format") {
      takeFormat(input.value);
    }
    check();
  });
  return input;
}

function fieldElement(field) {
  const whole = element("div", "", {className: "field"});
  whole.dataset.name = field.name;
  const label = element("label", (field.title ?? field.name) + (field.isRequired ? " (required) " : " "));
  label.htmlFor = "field-" + field.name;
  label.append(element("code", field.name));
  const reason = reasons[field.name];
  const hint = element("p", reason ? `Suggested: ${reason}.` : field.documentation ?? "", {
    className: reason ? "hint reason" : "hint",
    id: "hint-" + field.name,
  });
  whole.append(label, control(field), hint, element("p", "", {className: "error", id: "error-" + field.name}));
  return whole;
}

function groups(fields) {
  const byGroup = new Map();
  fields.forEach(field => byGroup.set(field.group, [...byGroup.get(field.group) ?? [], field]));
  return byGroup;
}

function disclosure(title, fields) {
  const details = element("details");
  details.append(element("summary", title), ...fields.map(fieldElement));
  return details;
}

function visibleFields(form) {
  const defined = form.fields.filter(field => field.visible && field.group !== undefined
    && !HIDDEN_GROUPS.includes(field.group)
    && (!SHAPES.includes(field.name) || field.name === shape()));
  const known = new Set(form.fields.map(field => field.name));
  const others = new Set([...Object.keys(CONNECT), ...config.keys()]
    .filter(name => name !== "connector.class" && (name in CONNECT || !known.has(name))));
  form.fields.filter(field => field.group === undefined).forEach(field => others.add(field.name));
  return [
    ...[...others].map(name => ({name, title: CONNECT[name] ?? "", group: "Kafka Connect", importance: "high"})),
    ...defined,
  ];
}

function showForm(form) {
  const fields = visibleFields(form);
  const signature = fields.map(field => field.name + (field.isRequired ? "*" : "")).join(" ");
  if (signature !== shown) {
    shown = signature;
    const focused = document.activeElement?.id;
    const parts = [];
    for (const [group, members] of groups(fields)) {
      const first = members.filter(isUpFront);
      const more = members.filter(field => !isUpFront(field));
      if (first.length > 0) {
        parts.push(element("h4", group), ...first.map(fieldElement));
      }
      if (more.length > 0) {
        parts.push(disclosure(first.length > 0 ? `More of: ${group}` : group, more));
      }
    }
    one("fields").replaceChildren(...parts);
    if (focused?.startsWith("field-")) {
      one(focused)?.focus();
    }
  }
  for (const field of form.fields) {
    const error = one("error-" + field.name);
    if (error !== null) {
      const isWrong = field.errors !== undefined && isBegun();
      show(error, isWrong ? field.errors.join(" ") : "");
      one("field-" + field.name).setAttribute("aria-invalid", String(isWrong));
      if (isWrong) {
        error.closest("details")?.setAttribute("open", "");
      }
    }
  }
}

/** Writes what is set into the inputs, after properties were set by a suggestion or a format. */
function refill() {
  shown = "";
}

// ---- Row, request, errors

function showErrors(form) {
  const wrong = isBegun() ? form.fields.filter(field => field.errors !== undefined) : [];
  one("errors").replaceChildren(...wrong.flatMap(field => field.errors.map(error => {
    const item = element("li");
    const link = element("a", field.name, {href: "#field-" + field.name});
    link.addEventListener("click", event => {
      event.preventDefault();
      one("field-" + field.name)?.focus();
    });
    item.append(link, ": " + error);
    return item;
  })));
  return wrong.length;
}

const headings = {
  row: () => "A row",
  config: () => "The request's config",
  errant: result => "An errant record: " + result.about,
  skipped: result => "Skipped: " + result.about,
};

function showResults(preview) {
  one("results").replaceChildren(...preview.results.map(result => {
    const box = element("div", "", {className: "result " + result.kind});
    box.append(element("h4", headings[result.kind](result)));
    if (result.text.trim() !== "") {
      box.append(result.kind === "errant" ? element("p", result.text.trim()) : element("pre", result.text));
    }
    return box;
  }));
}

function showVerdict(errors, preview) {
  const errant = preview.results.filter(result => result.kind === "errant").length;
  const hasRecord = one("record-text").value.trim() !== "";
  const verdict = one("verdict");
  const isGood = errors === 0 && errant === 0 && hasRecord;
  verdict.className = !hasRecord ? "" : isGood ? "valid" : "invalid";
  show(verdict, !hasRecord ? "Paste a record to begin."
    : errors > 0 ? `The configuration has errors in ${errors} ${errors === 1 ? "property" : "properties"}.`
      : errant > 0 ? `The configuration is valid, but a record cannot become a row. ${preview.messages[0] ?? ""}`
        : `The configuration is valid. ${preview.messages[0] ?? ""}${hasPlaceholder() ? ". Write the id of your pipeline." : ""}`);
}

/** A suggestion has a valid id that belongs to no pipeline. */
function hasPlaceholder() {
  return /^[0-]+$/.test(config.get("inference.pipeline.id") ?? "");
}

let pending;

function check() {
  clearTimeout(pending);
  showConfig();
  pending = setTimeout(checkNow, 250);
}

async function checkNow() {
  const turn = ++latest;
  const request = {properties: properties(), record: one("record-text").value};
  try {
    const [form, preview] = await Promise.all([ask("form", request), ask("preview", request)]);
    if (turn === latest) {
      showForm(form);
      showResults(preview);
      showVerdict(showErrors(form), preview);
    }
  } catch (e) {
    problem(e.message);
  }
}

// ---- Suggestions, formats, samples

async function suggest() {
  try {
    const answer = await ask("suggest", {record: one("record-text").value});
    config.clear();
    Object.entries(answer.properties).forEach(([name, value]) => config.set(name, value));
    reasons = answer.reasons;
    for (const name of OWN.filter(written => own.get(written))) {
      config.set(name, own.get(name));
      delete reasons[name];
    }
    isEdited = false;
    const found = SHAPES.find(name => name !== "columns" && config.has(name)) ?? "columns";
    document.querySelector(`[name=shape][value=${found}]`).checked = true;
    show(one("suggestion"), "The form has a suggestion, with the reason below each property.");
    refill();
    check();
  } catch (e) {
    show(one("suggestion"), e.message);
    check();
  }
}

function takeFormat(name) {
  const format = formats.find(known => known.name === name);
  if (format !== undefined) {
    config.set("value.converter", format.converter);
    Object.entries(format.example).forEach(([property, value]) => config.has(property) || config.set(property, value));
  }
  refill();
}

async function loadFormats() {
  formats = await ask("formats");
  for (const format of formats.filter(known => known.sample !== undefined)) {
    one("sample").append(element("option", format.title, {value: format.name}));
  }
}

one("record-text").addEventListener("input", () => isEdited ? check() : suggestSoon());
let soon;

function suggestSoon() {
  clearTimeout(soon);
  soon = setTimeout(() => one("record-text").value.trim() === "" ? check() : suggest(), 400);
}

one("suggest").addEventListener("click", suggest);
one("sample").addEventListener("change", () => {
  const format = formats.find(known => known.name === one("sample").value);
  if (format !== undefined) {
    one("record-text").value = format.sample;
    suggest();
  }
});
for (const choice of document.querySelectorAll("[name=shape]")) {
  choice.addEventListener("change", () => {
    isEdited = true;
    SHAPES.filter(name => name !== choice.value).forEach(name => config.delete(name));
    refill();
    check();
  });
}
one("form").addEventListener("submit", event => event.preventDefault());

// ---- Take it with you

function json() {
  return JSON.stringify({"connector.class": CLASS, ...properties()}, null, 2);
}

function curl() {
  return "curl -s -X PUT -H 'Content-Type: application/json' --data @- \\\n"
    + "  http://localhost:8083/connectors/openlayer/config <<'END'\n" + json() + "\nEND\n";
}

function showConfig() {
  show(one("config"), json());
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    announce(`Copied as ${what}.`);
  } catch {
    show(one("config"), text);
    getSelection().selectAllChildren(one("config"));
    announce(`The text is selected. Copy it with your browser.`);
  }
}

one("copy-json").addEventListener("click", () => copy(json(), "JSON"));
one("copy-curl").addEventListener("click", () => {
  show(one("config"), curl());
  copy(curl(), "a curl command");
});

check();
loadFormats().catch(e => problem(e.message));
