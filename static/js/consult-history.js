// Shows the course of one determination under its row: [data-history] links to its page; the chart and the newest
// values come from there. The same link or key closes it again.
const NEWEST = 6;
const SHOWN = "[data-history-of]";

export const closeHistory = () => {
  for (const each of document.querySelectorAll(SHOWN)) {
    document.getElementById(`rij-${each.dataset.historyOf}`)?.querySelector("[data-history]")?.setAttribute("aria-expanded", "false");
    each.remove();
  }
};

const inside = (page, address) => {
  const panel = document.createElement("div");
  panel.className = "inline-panel history";
  const chart = page.querySelector(".history svg");
  if (chart) panel.append(document.importNode(chart.closest("figure") ?? chart, true));
  const table = panel.appendChild(document.createElement("table"));
  table.className = "history__table";
  for (const row of [...page.querySelectorAll(".history tbody tr:not(.history__gone)")].slice(0, NEWEST)) {
    const line = table.insertRow();
    for (const cell of [...row.cells].slice(0, 3)) line.append(document.importNode(cell, true));
  }
  const more = table.insertRow().insertCell();
  more.colSpan = 3;
  const link = more.appendChild(document.createElement("a"));
  link.href = address;
  link.textContent = "Alle waarden";
  return panel;
};

const show = async (row, link) => {
  const response = await fetch(link.href, { headers: { "X-Requested-With": "fetch" } });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  closeHistory();
  const line = document.createElement("tr");
  line.className = "m-note";
  line.dataset.historyOf = row.dataset.row;
  const cell = line.insertCell();
  cell.colSpan = row.cells.length;
  cell.append(inside(page, link.href));
  document.getElementById(row.id)?.after(line);
  link.setAttribute("aria-expanded", "true");
};

export const toggleHistory = (row) => {
  const link = row?.querySelector("[data-history]");
  if (!link) return false;
  if (document.querySelector(`[data-history-of="${CSS.escape(row.dataset.row)}"]`)) closeHistory();
  else show(row, link);
  return true;
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-history]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  toggleHistory(link.closest("[data-row]"));
});
