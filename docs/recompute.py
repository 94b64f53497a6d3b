#!/usr/bin/env python3
"""Recompute every number of a publication of hrbudget from its open data alone.

    python3 recompute.py FOLDER                     an unpacked data package
    python3 recompute.py package.zip                the package as it is downloaded
    python3 recompute.py http://host/data/2011/1/   download it; compare the API too
    python3 recompute.py package.zip --site http://host [--pages]

Needs Python 3.11 alone: neither hrbudget, nor its database, nor a library. It checks
the hash of every file and of the publication, counts everything again from lines,
citations, catalogue and successions, and prints each difference. With the address of a
site it also compares the answers of the API and, with --pages, the numbers shown on
the pages. Exits with 1 on any difference. The definitions are those of docs/data.md,
written anew.
"""

import argparse
import csv
import hashlib
import html.parser
import io
import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

WHOLE = 10_000  # basis points
AMOUNT = re.compile(r"[0-9]+\.[0-9]{2}")
STATES = ("linked", "waived", "screened", "not_screened")
CITES = ("actions_funded", "actions_new", "lines", "units")
MONEY = ("amount_attributed", "amount_touching")
KEYS = {
    "lines": ("unit_code", "code"),
    "citations": ("unit_code", "line_code", "programme_code", "action_code"),
}


# Reading a package


def read_package(where):
    """Every file of a folder, a zip or an address, as bytes by name."""
    if re.match("https?://", where):
        base = where.rstrip("/") + "/"
        listed = fetch(base + "manifest.txt")
        names = [line.split("  ", 1)[1] for line in listed.decode().splitlines()]
        wanted = [*names, "datapackage.json"]
        return {"manifest.txt": listed} | {name: fetch(base + name) for name in wanted}
    if Path(where).is_dir():
        return {path.name: path.read_bytes() for path in Path(where).iterdir()}
    with zipfile.ZipFile(where) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def fetch(address):
    """The body of an answer, in English where it has words."""
    headers = {"Accept-Language": "en", "Accept": "*/*"}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return answer.read()


def hash_differences(files):
    """The files that are not as the manifest and the data package say."""
    text = files.get("manifest.txt", b"")
    listed = [line.split("  ", 1) for line in text.decode().splitlines()]
    for digest, name in listed:
        if name not in files:
            yield f"{name} is in the manifest and not in the package"
        elif hashlib.sha256(files[name]).hexdigest() != digest:
            yield f"{name} is not the file of the manifest"
    tables = {name for name in files if name.endswith(".csv")} - {"dictionary.csv"}
    for name in sorted(tables - {name for _digest, name in listed}):
        yield f"{name} is in the package and not in the manifest"
    package = json.loads(files.get("datapackage.json", b"{}"))
    if hash_of(files) != package.get("hash"):
        yield "the hash of the manifest is not that of datapackage.json"


def package_differences(files, tables):
    """What datapackage.json says of each table: its bytes, keys and references."""
    package = json.loads(files.get("datapackage.json", b"{}"))
    for told in package.get("resources", []):
        name, path, schema = told["name"], told["path"], told["schema"]
        content = files.get(path)
        if content is None:  # the dictionary, where only the data was downloaded
            continue
        if len(content) != told.get("bytes", len(content)):
            yield f"{path} is not as long as datapackage.json says"
        if "sha256:" + hashlib.sha256(content).hexdigest() != told["hash"]:
            yield f"{path} has another hash in datapackage.json"
        rows = tables[name]
        keys = Counter(values_of(row, schema["primaryKey"]) for row in rows)
        for key in (key for key, times in keys.items() if times > 1):
            yield f"{path}, {' '.join(key)}: the row is there {keys[key]} times"
        for link in schema.get("foreignKeys", ()):
            other = link["reference"]["resource"]
            held = tables[other] if other else rows
            known = {values_of(row, link["reference"]["fields"]) for row in held}
            asked = {values_of(row, link["fields"]) for row in rows}
            for key in sorted(key for key in asked - known if all(key)):
                yield f"{path}, {' '.join(key)}: {other}.csv has no such row"


def values_of(row, columns):
    return tuple(row[column] for column in columns)


def form_differences(tables):
    """Amounts that are not written with two decimals: cents may hide in them."""
    for name, rows in tables.items():
        for column in (one for one in (rows[0] if rows else ()) if "amount" in one):
            for row in rows:
                if row[column] and not AMOUNT.fullmatch(row[column]):
                    yield f"{name}.csv: the {column} {row[column]} has no two decimals"


def hash_of(files):
    """The hash of the publication: that of its manifest."""
    return hashlib.sha256(files.get("manifest.txt", b"")).hexdigest()


def tables_of(files):
    """The rows of every CSV file, each a dict of texts without the formula guard."""
    found = {}
    for name, content in files.items():
        if name.endswith(".csv"):
            rows = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
            found[name[:-4]] = [
                {column: cell.removeprefix("'") for column, cell in row.items()}
                for row in rows
            ]
    return found


def cents(text):
    return int(text.replace(".", "")) if text else 0


def money(amount):
    return f"{amount // 100}.{amount % 100:02}"


def rate(part, whole):
    """Four decimals, rounded half up; empty where the whole is nothing."""
    if not whole:
        return ""
    units = (2 * part * WHOLE + whole) // (2 * whole)
    return f"{units // WHOLE}.{units % WHOLE:04}"


# Counting again


class Count:
    """Every number of a publication, counted from what it is made of."""

    def __init__(self, tables):
        self.tables = tables
        self.year = int(tables["year"][0]["year"])
        mains = [
            row["code"] for row in tables["programmes"] if row["is_main"] == "true"
        ]
        self.programme = mains[0] if mains else ""
        self.lines = {(row["unit_code"], row["code"]): row for row in tables["lines"]}
        self.amount = {key: cents(row["amount"]) for key, row in self.lines.items()}
        self.actions = {row["code"]: row for row in tables["actions"]}
        self.parts = self.split()
        self.cited = [
            row
            for row in tables["citations"]
            if row["programme_code"] == self.programme
            and self.line_of(row) in self.lines
        ]
        self.funding = [row for row in self.cited if self.amount[self.line_of(row)] > 0]
        self.funded = {row["action_code"] for row in self.funding}
        self.new = self.new_actions()

    @staticmethod
    def line_of(citation):
        return citation["unit_code"], citation["line_code"]

    def part_of(self, citation):
        return self.parts[tuple(citation[column] for column in KEYS["citations"])]

    def split(self):
        """The cents of each citation: by share, the largest remainder first."""
        together = defaultdict(list)
        for row in self.tables["citations"]:
            together[*self.line_of(row), row["programme_code"]].append(row)
        parts = {}
        for (unit, line, programme), rows in together.items():
            whole = self.amount.get((unit, line), 0)
            exact = {
                row["action_code"]: divmod(whole * int(row["share"]), WHOLE)
                for row in rows
            }
            left = whole - sum(part for part, _rest in exact.values())
            order = sorted(exact, key=lambda code: (-exact[code][1], code))
            for turn, code in enumerate(order):
                key = (unit, line, programme, code)
                parts[key] = exact[code][0] + (1 if turn < left else 0)
        return parts

    def new_actions(self):
        """Funded actions without a funded past; None where no year was compared."""
        if not self.tables["comparisons"]:
            return None
        before, past = self.before(), self.past()
        return {
            code
            for code in self.funded
            if not past & ancestry((self.programme, code), before)
            and not self.carried_on(code)
        }

    def before(self):
        """What each action came from, one step back."""
        found = defaultdict(set)
        for row in self.tables["successions"]:
            after = row["successor_programme"], row["successor_code"]
            found[after].add((row["predecessor_programme"], row["predecessor_code"]))
        return found

    def past(self):
        """The actions that the compared years funded."""
        return {
            (row["programme_code"], row["action_code"])
            for row in self.tables["compared_actions"]
        }

    def carried_on(self, code):
        """Whether the action is carried out since before the year."""
        since = self.actions.get(code, {}).get("carried_out_since")
        return bool(since) and int(since) < self.year

    def numbers(self, citations):
        """What is counted of some citations of the year's programme."""
        lines = {self.line_of(row) for row in citations}
        funding = {
            row["action_code"]
            for row in citations
            if self.amount[self.line_of(row)] > 0
        }
        return {
            "actions_funded": len(funding),
            "actions_new": "" if self.new is None else len(funding & self.new),
            "lines": len(lines),
            "units": len({unit for unit, _line in lines}),
            "amount_attributed": money(sum(map(self.part_of, citations))),
            "amount_touching": money(sum(self.amount[line] for line in lines)),
        }

    def by(self, key):
        """The citations of each value of a column."""
        found = defaultdict(list)
        for row in self.cited:
            found[row[key]].append(row)
        return found

    def states(self):
        """How each line is linked: linked wins over waived, waived over screened."""
        linked = {self.line_of(row) for row in self.cited}
        found = {}
        for key, line in self.lines.items():
            waived, screened = line["waiver_reason"], line["screened_reason"]
            other = "waived" if waived else "screened" if screened else "not_screened"
            found[key] = "linked" if key in linked else other
        return found

    def citation_rows(self):
        rows = {}
        for row in self.tables["citations"]:
            key = tuple(row[column] for column in KEYS["citations"])
            main = row["programme_code"] == self.programme
            rows[key] = {
                "main": truth(main),
                "amount_attributed": money(self.parts[key]),
            }
            if main:
                chapter = self.actions.get(row["action_code"], {})
                rows[key]["right_code"] = chapter.get("right_code", "")
        return rows

    def action_rows(self):
        cited, proofs, rows = self.by("action_code"), self.proofs(), {}
        for code in self.actions | cited:
            action = self.actions.get(code, {})
            row = self.numbers(cited.get(code, []))
            del row["actions_funded"], row["actions_new"]
            retired = action.get("retired_from") or self.year + 1
            row["funded"] = truth(code in self.funded)
            row["in_force"] = truth(code in self.funded or int(retired) > self.year)
            row["new"] = "" if self.new is None else truth(code in self.new)
            amount, *proof = proofs.get(code, (0, "", "", ""))
            row["proof_unit"], row["proof_framework"], row["proof_line"] = proof
            row["proof_amount"] = money(-amount)  # of no file: pages show it
            rows[code] = row
        return rows

    def proofs(self):
        """Of each new action its line with the most money; ties by its place."""
        best = {}
        for row in self.funding:
            code, key = row["action_code"], self.line_of(row)
            place = key[0], self.lines[key]["framework_code"], key[1]
            rank = (-self.part_of(row), *place)
            if code in (self.new or ()):
                best[code] = min(rank, best.get(code, rank))
        return best

    def right_rows(self):
        cited, rows = defaultdict(list), {}
        for row in self.cited:
            chapter = self.actions.get(row["action_code"], {}).get("right_code", "")
            cited[chapter].append(row)
        in_force = Counter(
            self.actions[code]["right_code"]
            for code, row in self.action_rows().items()
            if code in self.actions and row["in_force"] == "true"
        )
        for code in {row["code"] for row in self.tables["rights"]} | set(cited):
            rows[code] = self.numbers(cited.get(code, []))
            rows[code]["actions_in_force"] = in_force[code]
        return rows

    def rights_of_units(self):
        """What each unit gives to each right, by both codes: its page shows it."""
        cited = defaultdict(list)
        for row in self.cited:
            chapter = self.actions.get(row["action_code"], {}).get("right_code", "")
            cited[row["unit_code"], chapter].append(row)
        return {key: self.numbers(rows) for key, rows in cited.items()}

    def group_rows(self):
        """An action serves a group of whose chapter it is, or that it names."""
        cited, rows = self.by("action_code"), {}
        for chapter in self.tables["rights"]:
            if chapter["kind"] == "group":
                code = chapter["code"]
                serving = [
                    key for key, one in self.actions.items() if serves(one, code)
                ]
                rows[code] = self.numbers(
                    sum((cited.get(one, []) for one in serving), [])
                )
                del rows[code]["amount_attributed"]
        return rows

    def unit_rows(self):
        cited, states, lines = self.by("unit_code"), self.states(), defaultdict(list)
        for key in self.lines:
            lines[key[0]].append(key)
        rows = {}
        for code in {row["code"] for row in self.tables["units"]} | set(lines):
            of_unit = lines.get(code, [])
            count = Counter(states[key] for key in of_unit)
            linked = [key for key in of_unit if states[key] == "linked"]
            row = {"lines_total": len(of_unit)}
            row |= {f"lines_{state}": count[state] for state in STATES}
            row["amount_total"] = money(sum(self.amount[key] for key in of_unit))
            row["amount_linked"] = money(sum(self.amount[key] for key in linked))
            numbers = self.numbers(cited.get(code, []))
            row |= {name: numbers[name] for name in ("actions_funded", "actions_new")}
            if not of_unit:  # only approved lines are public
                row = dict.fromkeys(row, "")
            row["linked"] = truth(bool(of_unit) and len(linked) == len(of_unit))
            row["status"] = "approved" if of_unit else self.status_without(code)
            rows[code] = row
        return rows

    def status_without(self, code):
        """How far a unit without a public line may say that it came."""
        said = {row["code"]: row["status"] for row in self.tables["units"]}
        return said[code] if said.get(code) != "approved" else "not_approved"

    def year_row(self):
        units, tables = self.unit_rows(), self.tables
        approved = [row for row in units.values() if row["lines_total"]]
        some = [row for row in approved if row["lines_linked"]]
        linked = [row for row in approved if row["linked"] == "true"]
        prepared = [row for row in tables["units"] if row["status"] != "missing"]
        states = Counter(self.states().values())
        total = sum(self.amount.values())
        of_linked = sum(cents(row["amount_linked"]) for row in approved)
        in_force = [
            row for row in self.action_rows().values() if row["in_force"] == "true"
        ]
        return {
            "units_obliged": sum(row["obliged"] == "true" for row in tables["units"]),
            "units_prepared": len(prepared),
            "units_approved": len(approved),
            "units_linked": len(linked),
            "units_partly_linked": len(some) - len(linked),
            "units_with_any_link": len(some),
            "units_waived": sum(row["lines_waived"] > 0 for row in approved),
            "compliance_rate": rate(len(linked), len(prepared)),
            "lines_total": len(self.lines),
            **{f"lines_{state}": states[state] for state in STATES},
            "amount_total": money(total),
            "amount_linked": money(of_linked),
            "linked_rate": rate(of_linked, total),
            "actions_in_force": len(in_force),
            "actions_funded": len(self.funded),
            "actions_new": "" if self.new is None else len(self.new),
            "years_compared": ";".join(
                sorted(row["year"] for row in tables["comparisons"])
            ),
        }

    def all(self):
        """Every number: by file, by row, by column."""
        return {
            "lines": {key: {"state": state} for key, state in self.states().items()},
            "citations": self.citation_rows(),
            "actions": self.action_rows(),
            "rights": self.right_rows(),
            "groups": self.group_rows(),
            "units": self.unit_rows(),
            "year": {self.tables["year"][0]["year"]: self.year_row()},
        }


def truth(value):
    return "true" if value else "false"


def serves(action, group):
    named = action["population_groups"].split(";")
    return action["right_code"] == group or group in named


def ancestry(start, before):
    """The action itself and all that it came from."""
    known, waiting = {start}, [start]
    while waiting:
        further = before.get(waiting.pop(), set()) - known
        known |= further
        waiting += further
    return known


# Comparing


def file_differences(tables, counted):
    """Each published cell that is another than the number counted again."""
    for name, rows in counted.items():
        keys = KEYS.get(name, ("year",) if name == "year" else ("code",))
        published = {row_key(row, keys): row for row in tables[name]}
        for key in sorted(set(published) ^ set(rows), key=str):
            lost = "is missing" if key in rows else "has nothing that accounts for it"
            yield f"{name}.csv, {shown(key)}: the row {lost}"
        for key in rows.keys() & published.keys():
            yield from apart(f"{name}.csv, {shown(key)}", published[key], rows[key])


def row_key(row, keys):
    return row[keys[0]] if len(keys) == 1 else tuple(row[key] for key in keys)


def apart(where, published, counted):
    """Each value of a row that is not what was counted."""
    for name, value in counted.items():
        if name in published and published[name] != str(value):
            yield f"{where}: {name} is {published[name] or 'empty'}, counted {value}"


def shown(key):
    return key if isinstance(key, str) else " ".join(key)


def always_true(tables, counted):
    """What holds of every publication."""
    year = next(iter(counted["year"].values()))
    attributed = sum(
        cents(row["amount_attributed"]) for row in counted["rights"].values()
    )
    if money(attributed) != year["amount_linked"]:
        yield "the attributed amounts of the rights do not add up to the year"
    for name in ("lines_total", "lines_linked", "amount_total", "amount_linked"):
        value = cents if name.startswith("amount") else lambda text: int(text or 0)
        added = sum(value(str(row[name])) for row in counted["units"].values())
        if added != value(str(year[name])):
            yield f"{name}: the units do not add up to the year"
    shares = Counter()
    for row in tables["citations"]:
        place = row["unit_code"], row["line_code"], row["programme_code"]
        shares[place] += int(row["share"])
        if place[:2] not in counted["lines"]:
            yield f"citations.csv, {shown(place)}: there is no such line"
    for place, share in shares.items():
        if share != WHOLE:
            yield f"citations.csv, {shown(place)}: the shares add up to {share}"


# The site


RULE = ("stage", "currency", "linking")  # what no counting gives
API = {
    "rights": (*CITES, *MONEY, "actions_in_force"),
    "groups": (*CITES, "amount_touching"),
    "units": ("linked", "lines_total", "lines_linked", "status", "amount_total")
    + ("amount_linked", "actions_funded", "actions_new"),
    "actions": ("new", "lines", "units", *MONEY),
}
LEVELS = re.compile(r"/(rights|groups|units|actions)/([0-9A-Za-z.%_-]+)/(?:[?#]|$)")
OF_A_UNIT = re.compile("/units/([^/]+)/$")  # its rights are told of it alone
LABELS = {  # how the English pages head the columns of each number
    "Actions in force": "actions_in_force",
    "Actions funded": "actions_funded",
    "New actions": "actions_new",
    "Attributed amount": "amount_attributed",
    "Touching amount": "amount_touching",
    "Lines": "lines",
    "Units": "units",
    "Lines linked": "lines_linked",
    "Lines in all": "lines_total",
    "Amount of linked lines": "amount_linked",
    "Amount of all lines": "amount_total",
}
RATE = re.compile("^(?:[0-9.]+ %|–) +")  # before the part and the whole that it is of
PAIRS = {  # a part and its whole in one cell
    "Actions funded, of those in force": ("actions_funded", "actions_in_force"),
    "Lines linked, of all": ("lines_linked", "lines_total"),
    "Amount linked, of all": ("amount_linked", "amount_total"),
}
YEAR_LABELS = {
    "Units obliged to present a budget": "units_obliged",
    "Units that prepared one": "units_prepared",
    "Units whose proposal is approved": "units_approved",
    "Units linked: every line cites an action": "units_linked",
    "Units partly linked: some lines cite, some do not": "units_partly_linked",
    "Units with any link": "units_with_any_link",
    "Units with a waived line": "units_waived",
    "Lines in all": "lines_total",
    "Lines linked": "lines_linked",
    "Lines with a waiver": "lines_waived",
    "Lines screened: no action applies": "lines_screened",
    "Lines not screened": "lines_not_screened",
}


def cell_of(value):
    """A value of the API as a cell of a file holds it."""
    if isinstance(value, bool):
        return truth(value)
    if isinstance(value, list):
        return ";".join(str(one) for one in value)
    return "" if value is None else str(value)


def api_differences(site, number, tables, counted, digest):
    """Every answer of the API about the publication against what was counted."""
    ((year, of_year),) = counted["year"].items()
    of_year = {**of_year, **{name: tables["year"][0][name] for name in RULE}}
    base, query = f"{site}/api/v1/years/{year}/", f"?publication={number}"
    answer = json.loads(fetch(base + query))
    if answer["publication"]["hash"] != digest:
        yield "API: the hash of the publication is another"
    answer = {name: cell_of(value) for name, value in answer.items()}
    yield from apart("API, year", answer, of_year)
    for level, names in API.items():
        rows = json.loads(fetch(f"{base}{level}/{query}"))["results"]
        found = {row["code"]: row for row in rows}
        wanted = counted[level]
        if level == "actions":
            wanted = {k: row for k, row in wanted.items() if row["funded"] == "true"}
        for code in sorted(found.keys() ^ wanted.keys()):
            yield f"API, {level} {code}: only one of the API and the files has it"
        for code in found.keys() & wanted.keys():
            row = {name: cell_of(found[code][name]) for name in names}
            yield from apart(f"API, {level} {code}", row, wanted[code])


def never_funded(count):
    """Actions in force that neither this year nor a compared one funded."""
    of_rows, before = count.action_rows(), count.before()
    past = count.past()
    return {
        code
        for code, row in of_rows.items()
        if row["in_force"] == "true"
        and row["funded"] == "false"
        and not past & ancestry((count.programme, code), before)
    }


def never_funded_differences(site, number, count):
    """The list of actions never funded that the API gives against the files."""
    address = f"{site}/api/v1/years/{count.year}/never-funded/?publication={number}"
    listed = {row["code"] for row in json.loads(fetch(address))["results"]}
    for code in sorted(listed ^ never_funded(count)):
        yield f"API, never funded {code}: only one of the API and the files has it"


def line_differences(site, number, count):
    """The lines that the API streams, with what they cite, against the files."""
    address = f"{site}/api/v1/years/{count.year}/lines/?format=csv&publication={number}"
    rows = csv.DictReader(io.StringIO(fetch(address).decode("utf-8"), newline=""))
    cited = defaultdict(list)
    for row in sorted(count.cited, key=lambda row: row["action_code"]):
        cited[count.line_of(row)].append(f"{row['action_code']}={row['share']}")
    found = set()
    for row in rows:
        row = {name: cell.removeprefix("'") for name, cell in row.items()}
        key = row["unit_code"], row["code"]
        found.add(key)
        wanted = {**count.lines.get(key, {}), "actions": "; ".join(cited[key])}
        yield from apart(f"API, line {shown(key)}", row, wanted)
    for key in sorted(found ^ set(count.lines)):
        yield f"API, line {shown(key)}: only one of the API and the files has it"


class Tables(html.parser.HTMLParser):
    """The tables of a page: of each row its cells' texts and its links.

    What leads from a number to how it was calculated is no part of its cell.
    """

    def __init__(self, text):
        super().__init__()
        self.tables, self.cell, self.aside = [], None, False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append(([], []))
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self.cell = []
        elif tag == "a" and dict(attrs).get("class") == "how":
            self.aside = True
        elif tag == "a" and self.cell is not None:
            self.tables[-1][-1][1].append(dict(attrs).get("href", ""))

    def handle_endtag(self, tag):
        if tag == "a":
            self.aside = False
        if tag in ("td", "th") and self.cell is not None:
            self.tables[-1][-1][0].append(" ".join("".join(self.cell).split()))
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None and not self.aside:
            self.cell.append(data)


def page_numbers(text):
    """Each number that a page's tables show: level, code, name and what is shown."""
    for rows in Tables(text).tables:
        heads = [
            PAIRS.get(cell, (LABELS.get(re.sub(r" \(.*", "", cell)),))
            for cell in rows[0][0]
        ]
        if "Proved by the line" in rows[0][0]:  # the money there is of that line
            proof = {"amount_attributed": "proof_amount"}
            heads = [tuple(proof.get(name) for name in names) for names in heads]
        for cells, links in rows[1:]:
            if len(cells) == 2 and cells[0] in YEAR_LABELS:
                yield "year", "", YEAR_LABELS[cells[0]], cells[1]
            place = LEVELS.search(links[0]) if links else None
            if place and "/lines/" not in links[0]:
                level, code = place[1], urllib.parse.unquote(place[2])
                for names, cell in zip(heads, cells, strict=False):
                    told = RATE.sub("", cell).split(" / ")
                    parts = zip(names, told, strict=False)
                    yield from ((level, code, *part) for part in parts if part[0])


def known_on(page, counted, shares):
    """What a page may show, by level and code; a unit's page its own rights alone."""
    known = {**counted, "year": {"": next(iter(counted["year"].values()))}}
    if unit := OF_A_UNIT.search(page):
        code = urllib.parse.unquote(unit[1])
        known["rights"] = {
            right: row for (u, right), row in shares.items() if u == code
        }
    return known


def page_differences(site, number, count, counted, seen):
    """The numbers that the pages show against what was counted; `seen` counts them."""
    year = count.year
    base = f"{site}/en/years/{year}/publications/{number}/"
    lists = [f"{base}{level}/" for level in ("rights", "groups", "units")]
    pages, shares = [base, *lists], count.rights_of_units()
    for level in ("rights", "groups", "units"):
        codes = sorted(counted[level])
        pages += [f"{base}{level}/{urllib.parse.quote(code)}/" for code in codes]
    for page in pages:
        try:
            text = fetch(page).decode()
        except urllib.error.HTTPError as error:
            if error.code != 404 or page not in lists:
                yield f"{page}: {error}"
            continue
        known = known_on(page, counted, shares)
        for level, code, name, cell in page_numbers(text):
            row = known[level].get(code, {})
            if name in row:
                seen[level] += 1
                value = "" if cell in ("–", "—") else cell.replace(",", "")
                if value != str(row[name]):
                    what = f"{page}: {level} {code} {name}"
                    yield f"{what} is {cell}, counted {row[name]}"


def compared_differences(site, tables):
    """The earlier publications compared with: their hash, and what they had funded."""
    kept = defaultdict(set)
    for row in tables["compared_actions"]:
        kept[row["year"]].add(row["action_code"])
    for row in tables["comparisons"]:
        base = f"{site}/data/{row['year']}/{row['number']}/"
        if hashlib.sha256(fetch(base + "manifest.txt")).hexdigest() != row["hash"]:
            yield f"publication {row['number']} of {row['year']}: the hash is another"
        actions = tables_of({"actions.csv": fetch(base + "actions.csv")})["actions"]
        funded = {one["code"] for one in actions if one["funded"] == "true"}
        if funded != kept[row["year"]]:
            yield f"compared_actions.csv: {row['year']} had funded other actions"


def recompute(where, site="", pages=False, say=print):
    """Print every difference; gives how many there are."""
    files = read_package(where)
    tables = tables_of(files)
    count = Count(tables)
    counted, seen = count.all(), Counter()
    found = [*hash_differences(files), *file_differences(tables, counted)]
    found += always_true(tables, counted)
    found += [*package_differences(files, tables), *form_differences(tables)]
    if site:
        number = json.loads(files["datapackage.json"])["version"].partition(".")[2]
        found += api_differences(site, number, tables, counted, hash_of(files))
        found += line_differences(site, number, count)
        found += never_funded_differences(site, number, count)
        found += compared_differences(site, tables)
        if pages:
            found += page_differences(site, number, count, counted, seen)
    for difference in found:
        say(difference)
    numbers = sum(len(row) for rows in counted.values() for row in rows.values())
    say(f"Publication of {count.year}, hash {hash_of(files)}")
    say(f"{numbers:,} numbers counted again, {len(found):,} differences.")
    if pages:
        say(f"{seen.total():,} numbers of the pages compared.")
    return len(found)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", help="a folder, a zip, or an address")
    parser.add_argument("--site", default="", help="compare with this site's API")
    parser.add_argument("--pages", action="store_true", help="and with its pages")
    given = parser.parse_args()
    site = given.site.rstrip("/")
    if address := re.match("(https?://.*)/data/[0-9]+/[0-9]+/?$", given.package):
        site = site or address[1]
    if given.pages and not site:
        parser.error("--pages needs the address of a site")
    return 1 if recompute(given.package, site, given.pages) else 0


if __name__ == "__main__":
    sys.exit(main())
