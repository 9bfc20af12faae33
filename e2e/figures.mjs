// Computes the headline figures of every community of a running server again, from its JSON API and
// by code that shares nothing with the pages, and compares them with what the pages say.
//
//   BASE_URL=http://127.0.0.1:8282 node figures.mjs [SLUG...]
//
// What it reads: the headline with its parts, income and expense of the month with what stands beside
// them, the month's money, every row of every fund's bridge with the list that adds up to it, and the
// year's income, expense and draws on the page of accounts and in its table. Amounts are BigInt fen.

const baseUrl = process.env.BASE_URL;
if (!baseUrl) {
  console.error("say which server: BASE_URL=http://127.0.0.1:8282 node figures.mjs");
  process.exit(2);
}

const MONEY = ["1001", "1002", "1003", "1141"];
const DAILY = ["SVC", "COM"];
const count = { same: 0, faults: 0 };

async function read(path) {
  const answer = await fetch(new URL(path, baseUrl));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer;
}
const json = async (path) => (await read(path)).json();
const html = async (path) => (await read(path)).text();

async function pages(path, name) {
  const all = [];
  for (let after = 0; after !== null; ) {
    const page = await json(`${path}?after=${after}&limit=1000`);
    all.push(...page[name]);
    after = page.next_after;
  }
  return all;
}

// Every entry and household list: month, kind (of a reversal: of what it takes back), postings.
async function moves(slug) {
  const api = `/api/v1/communities/${slug}`;
  const entries = await pages(`${api}/entries`, "entries");
  const kinds = new Map(entries.map((entry) => [entry.seq, entry.record.entry_kind]));
  const public_ = entries.map(({ record }) => ({
    month: record.period,
    kind: kinds.get(record.reverses) ?? record.entry_kind,
    undone: record.entry_kind === "reversal",
    postings: record.postings.map((p) => [p.fund, p.account, BigInt(p.amount_fen)]),
  }));
  const summaries = await pages(`${api}/summaries`, "summaries");
  const lists = summaries.flatMap((summary) => summary.lists).map((list) => ({
    month: list.period,
    kind: "list",
    undone: false,
    postings: [
      [list.fund, list.debit, BigInt(list.total_fen)],
      [list.fund, list.credit, -BigInt(list.total_fen)],
    ],
  }));
  return [...public_, ...lists];
}

// For what a posting changed its fund's money.
function rowOf(fund, account, effect, { kind, undone }) {
  const between = effect > 0n === undone ? "moved-out" : "moved-in";
  if (kind === "year_end") return "balance";
  if (account[0] === "4") return "income";
  if (account[0] === "5" || (account[0] === "3" && kind === "smf_draw")) return "expense";
  if ((account[0] === "3" && kind === "transfer") || account === "1290") return between;
  if (account[0] === "3") return fund === "SMF" ? "income" : "balance";
  const named = {
    claims: ["1101", "1102", "1103", "1104", "1109"],
    bills: ["2001", "2007", "2009", "2011"],
    remuneration: ["2002"],
    "paid-ahead": ["2003", "2004"],
    loans: ["2012"],
  };
  const found = Object.entries(named).find(([, accounts]) => accounts.includes(account));
  return found?.[0] ?? (account[0] === "2" ? "held" : "advanced");
}

// The money of some funds at the beginning of a span, what each row is, and at its end.
function bridge(all, funds, span) {
  const found = { start: 0n, rows: {}, end: 0n };
  for (const move of all) {
    const inside = move.month.startsWith(span);
    if (!inside && move.month > span) continue;
    for (const [fund, account, fen] of move.postings.filter(([fund]) => funds.includes(fund))) {
      if (MONEY.includes(account)) {
        found.end += fen;
        if (!inside || move.kind === "opening") found.start += fen;
      } else if (inside && move.kind !== "opening") {
        const row = rowOf(fund, account, -fen, move);
        found.rows[row] = (found.rows[row] ?? 0n) - fen;
      }
    }
  }
  return found;
}

// Income and expense of some funds, closings of a year left out.
function sides(all, funds, span) {
  let [income, expense] = [0n, 0n];
  for (const move of all.filter(({ month, kind }) => month.startsWith(span) && kind !== "year_end")) {
    for (const [fund, account, fen] of move.postings.filter(([fund]) => funds.includes(fund))) {
      if (account[0] === "4") income -= fen;
      if (account[0] === "5") expense += fen;
    }
  }
  return { income, expense };
}

function draws(all, span) {
  const drawn = all.filter(({ month, kind }) => month.startsWith(span) && kind === "smf_draw");
  const each = drawn.flatMap(({ postings }) => postings.filter(([, account]) => account === "3003"));
  return { fen: each.reduce((sum, [, , fen]) => sum + fen, 0n), rows: drawn.length };
}

function part(text, from, to) {
  const start = text.indexOf(from);
  if (start < 0) return "";
  const end = text.indexOf(to, start + from.length);
  return text.slice(start + from.length, end < 0 ? undefined : end);
}

// All amounts that end with 元, in fen.
function amounts(text) {
  const plain = text.replace(/<[^>]*>/g, "");
  return [...plain.matchAll(/([+−]?)([\d,]+)\.(\d\d)\u00a0元/g)].map(
    ([, sign, yuan, cents]) => BigInt(yuan.replaceAll(",", "") + cents) * (sign === "−" ? -1n : 1n),
  );
}
const cells = (text) =>
  [...text.matchAll(/class="amount[^>]*>(.*?)<\/span>/g)].flatMap(([, inside]) => amounts(inside));
const sum = (list) => list.reduce((total, fen) => total + fen, 0n);
const sorted = (list) => [...list].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join(" ");

function same(what, shown, computed) {
  count.same += computed.length;
  if (sorted(shown) !== sorted(computed)) {
    count.faults += 1;
    console.log(`FAIL ${what}: shown ${shown.join(" ")}, computed ${computed.join(" ")}`);
  }
}

async function home(one, all, funds) {
  const page = await html(`/c/${one.slug}`);
  const what = `${one.slug} home`;
  const { month } = one;
  const heroText = part(page, 'class="figure"', "</p>").replace(/<[^>]*>|,/g, "").split("¥")[1];
  const hero = BigInt(heroText.replace(".", "").replace("−", "-"));
  const money = bridge(all, DAILY, "9999");
  same(`${what}: headline`, [hero], [money.end]);
  const daily = sides(all, DAILY, month);
  same(`${what}: month`, amounts(part(page, 'class="pair"', "</dl>")), [daily.income, -daily.expense]);
  const whole = sides(all, funds, month);
  const other = [whole.income - daily.income, whole.expense - daily.expense];
  const drawn = draws(all, month);
  const beside = part(page.slice(page.indexOf('class="pair"')), "</dl>", '<dl class="sum month"');
  same(`${what}: beside`, amounts(beside), [
    ...(drawn.rows > 0 ? [drawn.fen] : []),
    ...(other.some((fen) => fen !== 0n) ? other : []),
  ]);
  const lines = amounts(part(page, 'class="sum month"', "</dl>"));
  const bridged = bridge(all, DAILY, month);
  const named = ["moved-in", "moved-out"].map((row) => bridged.rows[row] ?? 0n);
  const moved = sum(named);
  const held = bridged.rows.held ?? 0n;
  same(`${what}: month adds up`, [sum(lines.slice(0, -1))], [bridged.end]);
  const through = sum(Object.values(bridged.rows)) - moved - held;
  same(`${what}: came and went`, [lines[1] + lines[2]], [through]);
  const rest = [moved, held].filter((fen) => fen !== 0n);
  same(`${what}: moved and held`, lines.slice(3, -1), rest);
  same(`${what}: began`, [lines[0]], [bridged.start]);
  if (page.includes("现在的钱")) same(`${what}: now`, [lines.at(-1)], [hero]);
  for (const [field, fen] of Object.entries({
    usable_fen: money.end,
    income_fen: whole.income,
    expense_fen: whole.expense,
    usable_income_fen: daily.income,
    usable_expense_fen: daily.expense,
    maintenance_expense_fen: drawn.fen,
    maintenance_draws: BigInt(drawn.rows),
  })) {
    same(`${one.slug} API ${field}`, [BigInt(one[field])], [fen]);
  }
  const said = part(page, 'class="said"', "</p>") + part(page, 'class="split"', "</dl>");
  const absent = { SVC: "物业费", COM: "公共收益" };
  for (const fund of DAILY.filter((fund) => !funds.includes(fund))) {
    same(`${what}: names ${absent[fund]}`, said.includes(absent[fund]) ? [1n] : [], []);
  }
}

async function fundsPage(slug, all, funds, year) {
  const page = await html(`/c/${slug}/funds?year=${year}`);
  for (const fund of funds) {
    const what = `${slug} ${fund} ${year}`;
    const card = part(page, `id="${fund.toLowerCase()}"`, "</section>");
    const shown = amounts(part(card, 'class="sum bridge"', "</dl>"));
    const computed = bridge(all, [fund], year);
    const rows = Object.entries(computed.rows).filter(([, fen]) => fen !== 0n);
    same(`${what}: rows`, shown, [computed.start, ...rows.map(([, fen]) => fen), computed.end]);
    same(`${what}: adds up`, [sum(shown.slice(0, -1))], [shown.at(-1)]);
    for (const [row, fen] of rows) {
      let total = 0n;
      for (let number = 1; ; number += 1) {
        const list = await html(`/c/${slug}/funds/${fund}/${row}?year=${year}&page=${number}`);
        const entries = part(list, 'id="entries"', "</section>");
        total += sum(cells(part(entries, 'class="cells"', "</ul>")));
        if (!entries.includes('rel="next"')) break;
      }
      same(`${what}: list of ${row}`, [total], [fen]);
    }
  }
}

async function accounts(slug, all, funds, year) {
  for (const fund of [null, ...funds]) {
    const query = `year=${year}${fund ? `&fund=${fund}` : ""}`;
    const page = await html(`/c/${slug}/accounts?${query}`);
    const what = `${slug} accounts ${query}`;
    const drawn = draws(all, year);
    const own = fund === "SMF"
      ? { income: bridge(all, ["SMF"], year).rows.income ?? 0n, expense: drawn.fen }
      : sides(all, fund ? [fund] : funds, year);
    same(what, amounts(part(page, 'class="pair"', "</dl>")), [own.income, -own.expense]);
    const beside = part(page.slice(page.indexOf('class="pair"')), "</dl>", 'class="result"');
    same(`${what}: drawn`, amounts(beside), !fund && drawn.rows > 0 ? [drawn.fen] : []);
    const empty = part(page, 'id="entries"', "</section>");
    if (empty.includes("没有记录")) {
      const none = [...empty.matchAll(/的 (\d+) 笔/g)].map(([, rows]) => BigInt(rows));
      same(`${what}: empty`, none.filter((rows) => rows > 0n), []);
    }
    const lines = (await html(`/c/${slug}/accounts.csv?${query}`)).trimEnd().split("\r\n").slice(1);
    const rows = lines.map((line) =>
      line.match(/("([^"]|"")*"|[^,]*)(,|$)/g).map((field) => field.replace(/,$/, "")),
    );
    const fen = (row) => [7, 8, 11].map((column) => BigInt(row[column].replace(".", "") || "0"));
    const stated = rows.filter(([first]) => first === "合计");
    const listed = rows.filter(([first]) => first !== "合计").map(fen);
    const table = [0, 1, 2].map((column) => sum(listed.map((row) => row[column])));
    same(`${what}: the table's own sum`, stated.flatMap(fen), table);
    const inTable = fund === "SMF" ? [own.income, 0n, drawn.fen] : [own.income, own.expense, fund ? 0n : drawn.fen];
    same(`${what}: table`, table, inTable);
  }
}

const only = process.argv.slice(2);
const communities = await json("/api/v1/communities");
for (const one of communities.filter(({ slug }) => only.length === 0 || only.includes(slug))) {
  const all = await moves(one.slug);
  const funds = [...new Set((await json(`/api/v1/communities/${one.slug}/balances`)).map(({ fund }) => fund))];
  await home(one, all, funds);
  const years = [...new Set(all.map(({ month }) => month.slice(0, 4)))].sort();
  for (const year of years) {
    await fundsPage(one.slug, all, funds, year);
    await accounts(one.slug, all, funds, year);
  }
}
console.log(`${count.same} figures computed again, ${count.faults} faults`);
// No figure computed is no success.
process.exit(count.faults === 0 && count.same > 0 ? 0 : 1);
