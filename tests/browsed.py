"""What is tried on every page as everybody, in a real browser: one line for each page.

``python tests/browsed.py`` writes docs/browser-matrix.md anew. The walk in
tests/browser/test_access.py does what stands here, and fails when it did anything else.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import dash
import small_county
from apiflask import APIFlask

from dashboard.declared import ANYBODY, OWN_SESSION, SIGNED_IN, declared
from vector.work.rights import RIGHTS

DOCUMENT = Path(__file__).parents[1] / "docs" / "browser-matrix.md"
NOBODY = "nobody"
WALKERS = (NOBODY, *small_county.PEOPLE)
# What is at a page's address, but no page: answers for machines, and ways that lead on at once.
NO_PAGES = frozenset({"/", "/<path:path>", "/healthz", "/metrics", "/readyz", "/start"})
MACHINES = ("/api/", "/_", "/assets/", "/static/", "/language/")
DRAWN = ".points path"

# A click, or what is written into a field.
Step = str | tuple[str, str]
OPENED, REFUSED, AXE, FILTER, FILE = "opened", "refused", "axe", "filter", "file"
SIGNS = {OPENED: "✓", REFUSED: "✗", AXE: "a", FILTER: "f", FILE: "d"}


class Page(NamedTuple):
    """A page: who may open it, what shows that it is filled, what is clicked and fetched there."""

    right: str
    path: str
    filled: str
    empty: str = ""
    steps: tuple[Step, ...] = ()
    effect: str = ""
    address: str = ""
    file: tuple[str, str] = ("", "")
    other: dict[str, str] = {}  # noqa: RUF012 - what shows it to a role that sees it otherwise

    @property
    def bare(self) -> str:
        """What shows that it is there where there is no data."""
        return self.empty or self.filled


def chosen(field: str, option: str) -> tuple[Step, ...]:
    """An option chosen in a field that unfolds."""
    return f"input#{field}", f"[role=option]:visible >> text={option}"


PAGES = {
    "/": Page(
        "see", "/", "#overview-flags .rows", "#overview-flags .nothing",
        ("#overview-group label:has-text('蚊虫')",), "#overview-flags .nothing", "group=mosquito",
        ("#overview-taken-csv", "东街菜市场"),
    ),
    "/map": Page(
        "see", "/map", f"#county-map {DRAWN}", "#county-map .main-svg",
        (*chosen("map-index", "捕获率"), *chosen("map-measure", "等级或分档")),
        "#map-months:visible", "measure=", ("#map-taken-xlsx", "东街"),
    ),
    "/alerts": Page(
        "see", "/alerts", "#alerts-rows .rows", "#alerts-rows .nothing",
        chosen("alerts-group", "蚊虫"), "#alerts-rows .nothing", "group=mosquito",
        ("#alerts-taken-xlsx", "东街菜市场"),
    ),
    "/station": Page(
        "see", "/station", "#stations-rows .rows", "#stations-rows .nothing",
        chosen("stations-street", "东街"), "#stations-rows:not(:has-text('北街'))", "street=",
    ),
    "/station/<station_id>": Page(
        "see", "/station/1", f"#station-history {DRAWN}", "#station-head h1",
        ("#station-period label:has-text('逐次')",), "#station-facts:has-text('-12 ')",
        "period=survey", ("#station-taken-csv", "捕获率"),
    ),
    "/completeness": Page(
        "see", "/completeness", "#calendar-list", "#calendar-matrix .nothing",
        ("#calendar-group label:has-text('蚊虫')",), "#calendar-list:not(:has-text('夹夜法'))",
        "group=mosquito", ("#calendar-totals", "东街"),
    ),
    "/season": Page(
        "see", "/season?index=trap_rate", f"#season-curves {DRAWN}", "section .nothing",
        ("#season-group >> text=蚊虫",), "input#season-index[value*='诱蚊灯']",
        "index=light_trap_density", ("#season-curve-csv", "曲线"),
    ),
    "/ranking": Page(
        "see", "/ranking?index=trap_rate", "#ranking-rows .rows", "section .nothing",
        ("#ranking-step >> text=每周",), "#ranking-rows:has-text('-W')", "step=week",
        ("#ranking-table-csv", "东街"),
    ),
    "/assessment": Page(
        "see", "/assessment", "#assessment-body .rows", "#assessment-body > *",
        (".rounds a:has-text('去年')",), "#assessment-body:has-text('抽样数量')", "-01-01",
        ("#assessment-taken-csv", "室内鼠迹阳性率"),
    ),
    "/upload": Page(
        "see", "/upload", "#upload-grid .ag-row", "#upload-page",
        other={"office": "#upload-page .nothing", "staff": "#uploads :is(.nothing, .ag-row)"},
    ),
    "/sources": Page(
        "see", "/sources?index=trap_rate&station=1", "#sources-rows .rows",
        "#sources-rows .nothing", file=("#sources-taken-csv", "东街菜市场"),
    ),
    "/settings": Page(
        SIGNED_IN, "/settings", "#limits-rows .rows", "#limits-rows .nothing",
        file=("#limits-taken-csv", "捕获率"),
        other=dict.fromkeys(("administrator", "auditor"), "#settings-running .rows"),
    ),
    "/views": Page(OWN_SESSION, "/views", "#views-rows .nothing, #views-rows .rows"),
    "/404": Page(SIGNED_IN, "/nowhere", "text=/总览|overview/i"),
    "/regions": Page("regions", "/regions", "#regions-tree .rows"),
    "/accounts": Page("accounts", "/accounts", "#people"),
    "/audit": Page(
        "audit", "/audit", "#log", "", (("input[name=who]", "nobody@"), "#log .filters button"),
        "#log:not(:has(.row))", "who=nobody", ("form[action$=export] button", "shen@cdc"),
    ),
    "/account": Page(OWN_SESSION, "/account", "#sessions"),
    "/account/confirm": Page(OWN_SESSION, "/account/confirm", "input[name=password]"),
    "/account/password": Page(OWN_SESSION, "/account/password", "#password-form"),
    "/account/second-factor": Page(OWN_SESSION, "/account/second-factor", "main form"),
    "/sign-in": Page(ANYBODY, "/sign-in", "#username"),
    "/sign-in/code": Page(ANYBODY, "/sign-in/code", "#username"),
    "/sign-in/recovery": Page(ANYBODY, "/sign-in/recovery", "#username"),
    "/forgotten": Page(ANYBODY, "/forgotten", "main form"),
    "/welcome/<token>": Page(ANYBODY, "/welcome/of-nobody", ".refused"),
}  # fmt: skip
# Plain pages of the person's own look alike to everybody: one looks at them as closely as it gets.
ALIKE = OWN_SESSION, "/account"


def allowed(walker: str, right: str) -> bool:
    """Whether the page with that right opens to that walker."""
    if walker == NOBODY:
        return right == ANYBODY
    return right in {SIGNED_IN, OWN_SESSION} or right in RIGHTS[walker]


def walked(walker: str) -> list[str]:
    """The pages that somebody goes to; who has signed in has no use for the way in."""
    own = {each for each, page in PAGES.items() if page.right == ANYBODY}
    return [each for each in PAGES if (each in own) == (walker == NOBODY)]


def closely(walker: str, where: str) -> bool:
    """Whether axe looks at it as well."""
    page = PAGES[where]
    alike = page.right == ALIKE[0] and where.startswith(ALIKE[1])
    return allowed(walker, page.right) and (not alike or walker == "manager")


def due(walker: str, where: str) -> list[str]:
    """What is to be done on that page as that walker."""
    page = PAGES[where]
    if not allowed(walker, page.right):
        return [REFUSED]
    fetches = page.file[0] and walker not in page.other
    tried = {AXE: closely(walker, where), FILTER: page.steps, FILE: fetches}
    return [OPENED, *(each for each, wanted in tried.items() if wanted)]


def reached(app: APIFlask) -> Iterator[tuple[str, str]]:
    """Every page that there is, with the right that it asks for."""
    for module, page in dash.page_registry.items():
        asked = getattr(sys.modules[module], "RIGHT", SIGNED_IN)
        yield page["path_template"] or page["path"], asked
    for rule in app.url_map.iter_rules():
        machine = rule.rule in NO_PAGES or rule.rule.startswith(MACHINES)
        if "GET" in (rule.methods or ()) and not machine and rule.endpoint != "static":
            right = declared(app, rule.endpoint, "GET")
            if right is not None:
                yield rule.rule, right


HEAD = f"""# 浏览器里的页面与角色 / Pages by role in a real browser

由 `python tests/browsed.py` 从它的表生成；`tests/browser/test_access.py` 在真的 Chromium 里照表
走一遍，做了别的、少做了，都不通过；新加一页而表里没有一行，也不通过。请勿手改。
Made of the table that a walk in a real Chromium follows line by line.

- {SIGNS[OPENED]} 打开：控制台没有错误，没有请求离开本机，CSP 不许 `unsafe-eval`，不横向滚动
  opened: no console error, nothing left the host, strict policy, no sideways scrolling
- {SIGNS[AXE]} axe（WCAG 2.2 AA）没有发现 axe finds nothing
- {SIGNS[FILTER]} 点选一项筛选：看到变化，地址也变
  a filter clicked: its effect seen, in the address too
- {SIGNS[FILE]} 下载并读回，内容对 a file fetched and read back
- {SIGNS[REFUSED]} 没有权限，页上有一句话 no right, and a sentence says so

管理人员、监测人员：1440；街道办：手机 390；系统管理员、审计员：两种宽度；都是中文。英文和空库由
管理人员、系统管理员、审计员在 390 走一遍。
在 390，凡能点的都不小于 24 像素。街道办的页面和文件里没有一处别的街道。
At 390 whatever can be tapped has 24 pixels; other streets stand nowhere in what an office gets."""
NAMES = {
    NOBODY: "未登录 nobody", "manager": "管理人员 manager", "staff": "监测人员 staff",
    "office": "街道办 office", "administrator": "系统管理员 administrator",
    "auditor": "审计员 auditor",
}  # fmt: skip


def markdown() -> str:
    """The table as a page of the documents."""
    lines = [HEAD, "", "| | " + " | ".join(NAMES[each] for each in WALKERS) + " |"]
    lines.append("|---|" + "---|" * len(WALKERS))
    for where in PAGES:
        signs = [
            " ".join(SIGNS[each] for each in due(walker, where)) if where in walked(walker) else ""
            for walker in WALKERS
        ]
        lines.append(f"| `{where}` | " + " | ".join(signs) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(markdown(), encoding="utf-8")
