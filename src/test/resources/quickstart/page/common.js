export const one = id => document.getElementById(id);
export const number = new Intl.NumberFormat("en");

// The token is in the fragment of the address that the quickstart prints. It is kept for links within the page and reloads.
const token = /^#[0-9a-f]{32}$/.test(location.hash) ? location.hash.slice(1) : sessionStorage.getItem("token") ?? "";
sessionStorage.setItem("token", token);
if (location.hash === "#" + token) {
  history.replaceState(null, "", location.pathname);
}

export async function ask(path, body = {}) {
  const response = await fetch("/api/" + path, {
    method: "POST",
    headers: {"Content-Type": "application/json", "X-Page-Token": token},
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.error);
  }
  return answer;
}

export function element(name, text = "", properties = {}) {
  const created = document.createElement(name);
  created.textContent = text;
  return Object.assign(created, properties);
}

/** Changes only what differs, so that a screen reader or a selection is not disturbed. */
export function show(target, text) {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

export function announce(text) {
  show(one("announcement"), text);
}

export function problem(text) {
  one("problem").hidden = text === "";
  show(one("problem"), text);
}
