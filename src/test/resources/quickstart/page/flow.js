import {announce, ask, element, number, one, problem, show} from "./common.js";

let last = {};

function showCounts(flow) {
  const counts = flow.counts;
  one("uncounted").hidden = counts !== undefined;
  if (counts === undefined) {
    show(one("uncounted"), "Records are not counted one by one here, because " + flow.uncounted + ". See lag and offsets.");
    return;
  }
  for (const [name, value] of Object.entries(counts)) {
    show(one(name), number.format(value));
  }
  one("waiting-figure").classList.toggle("some", counts.waiting > 0);
  one("lost-figure").classList.toggle("some", counts.lost > 0);
  const before = last.counts;
  if (before && (counts.lost !== before.lost || (counts.waiting > 0) !== (before.waiting > 0))) {
    announce(`${counts.waiting === 0 ? "No record waits" : "Records wait"}, ${counts.lost} lost, `
      + `${counts.duplicates} duplicates.`);
  }
}

function showWorker(worker) {
  show(one("worker"), worker.state);
  one("worker").dataset.state = worker.state;
  show(one("tasks"), worker.tasks ?? "");
  one("kill").disabled = worker.state === "killed";
  one("start").disabled = worker.state !== "killed";
}

function cells(pipeline) {
  const known = value => value === undefined ? "–" : number.format(value);
  return [
    number.format(pipeline.in),
    number.format(pipeline.acknowledged),
    pipeline.inFlight === undefined ? "–" : `${pipeline.inFlight} of ${pipeline.window}`,
    known(pipeline.waiting),
    pipeline.latency === undefined ? "–" : `${Math.round(pipeline.latency)} ms`,
    pipeline.backoff === undefined ? "–" : `${(pipeline.backoff / 1000).toFixed(1)} s`,
    number.format(pipeline.lag),
    `${number.format(pipeline.committed)} / ${number.format(pipeline.end)}`,
    number.format(pipeline.deadLetters),
  ];
}

function showPipelines(pipelines) {
  const body = one("pipelines");
  if (body.rows.length !== pipelines.length) {
    body.replaceChildren(...pipelines.map(pipeline => {
      const row = element("tr");
      const head = element("th", pipeline.alias, {scope: "row"});
      head.append(element("small", pipeline.type));
      row.append(head, ...cells(pipeline).map(text => element("td", text)));
      return row;
    }));
  }
  pipelines.forEach((pipeline, i) =>
    cells(pipeline).forEach((text, j) => show(body.rows[i].cells[j + 1], text)));
}

/** @param history pairs of rates, one for each of the last seconds */
function showChart(history) {
  const top = Math.max(10, ...history.flat());
  ["in", "acknowledged"].forEach((name, j) => {
    const offset = 120 - history.length;
    const points = history.map((rates, i) => `${(offset + i) * 600 / 119},${118 - rates[j] / top * 112}`);
    one("chart-" + name).setAttribute("points", points.join(" "));
  });
  show(one("chart-top"), number.format(top));
}

function showFeed(list, entries, text) {
  const shown = JSON.stringify(entries);
  if (list.dataset.shown === shown || entries.length === 0) {
    return;
  }
  list.dataset.shown = shown;
  list.replaceChildren(...entries.map(entry => {
    const [head, rest] = text(entry);
    const item = element("li");
    item.append(element("b", head), element("code", rest));
    return item;
  }));
}

const outages = {
  NONE: "Openlayer works.",
  GONE: "Openlayer refuses connections. The tasks keep their rows and try again.",
  UNAVAILABLE: "Openlayer answers HTTP 503 to everything.",
  RATE_LIMITED: "Openlayer answers HTTP 429 with Retry-After: 1.",
  HANGING: "Openlayer takes requests and does not answer.",
  LOSING_ANSWERS: "Openlayer accepts rows, but each answer is lost. The rows are sent again and arrive as duplicates.",
};

function showOutage(outage) {
  for (const part of document.querySelectorAll(".stand-in-only")) {
    part.hidden = outage === undefined;
  }
  if (outage === undefined) {
    return;
  }
  for (const button of document.querySelectorAll("[data-outage]")) {
    if (button.dataset.outage !== "NONE") {
      button.setAttribute("aria-pressed", String(button.dataset.outage === outage));
    }
  }
  show(one("plug-note"), outages[outage]);
}

function showFlow(flow) {
  show(one("destination"), `Rows go to ${flow.destination}.`);
  showCounts(flow);
  showWorker(flow.worker);
  showPipelines(flow.pipelines);
  showChart(flow.history);
  showFeed(one("rows"), flow.rows, entry =>
    [entry.pipeline + (entry.rows > 1 ? ` (first of ${entry.rows})` : ""), entry.row]);
  showFeed(one("dead-letters"), flow.deadLetters, entry => [entry.record, entry.reason]);
  showOutage(flow.outage);
  last = flow;
}

async function follow() {
  try {
    const flow = await ask("flow");
    if (flow.pipelines !== undefined) {
      showFlow(flow);
    }
    problem("");
  } catch (e) {
    problem(e instanceof TypeError ? "The quickstart does not answer: it has ended." : e.message);
  }
  setTimeout(follow, 1000);
}

// ---- Pull the plug

async function act(button, path, body, then) {
  button.setAttribute("aria-busy", "true");
  try {
    await ask(path, body);
    announce(then);
  } catch (e) {
    problem(e.message);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

for (const button of document.querySelectorAll("[data-outage]")) {
  button.addEventListener("click", async () => {
    await act(button, "outage", {kind: button.dataset.outage}, outages[button.dataset.outage]);
    showOutage(button.dataset.outage);
  });
}
for (const button of document.querySelectorAll("[data-path]")) {
  button.addEventListener("click", () =>
    act(button, button.dataset.path, JSON.parse(button.dataset.body ?? "{}"), `Done: ${button.textContent}`));
}

follow();
