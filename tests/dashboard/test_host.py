"""The gate: who is not signed in reaches the sign-in page, its assets and the health check only."""

import re

import matrix
import pytest
from visitor import HTML

from dashboard import create_app
from dashboard.declared import ANYBODY, UNUSED, needs


def test_every_route_is_closed_to_strangers(app):
    walked = [thing for thing in matrix.routes(app) if thing.right != ANYBODY]
    assert len(walked) > 15
    for thing in walked:
        method, path = thing.request["method"], thing.request["path"]
        page = app.test_client().open(path, method=method, headers=HTML)
        data = app.test_client().open(path, method=method)
        assert data.status_code == 401, (thing, data.status_code)
        if method == "GET":
            if path.startswith("/api/v1/") and not path.startswith("/api/v1/docs"):
                assert page.mimetype == data.mimetype == "application/problem+json"
                continue
            assert page.status_code == 302, (thing, page.status_code)
            assert page.location.startswith("/sign-in?next=")


def test_what_libraries_bring_along_unused_is_not_there(app):
    unused = [rule for rule in app.url_map.iter_rules() if rule.endpoint in UNUSED]
    assert len(unused) == len(UNUSED)
    for rule in unused:
        path = rule.build(dict.fromkeys(rule.arguments, "1"))[1]
        for method in rule.methods & {"GET", "POST"}:
            assert app.test_client().open(path, method=method).status_code == 404, path


def test_strangers_reach_what_signing_in_needs(anybody):
    for path in ("/sign-in", "/static/sign_in.css", "/static/mark.svg", "/healthz"):
        assert anybody.client.get(path, headers=HTML, buffered=True).status_code == 200


def test_a_callback_needs_a_session(anybody):
    answer = anybody.client.post("/_dash-update-component", json={})
    assert answer.status_code == 401
    assert answer.get_json()["message"] == "请先登录。"


@pytest.mark.parametrize(
    "path", ["/sign-in", "/", "/healthz", "/api/v1/stations", "/assets/vector.js"]
)
def test_headers_keep_pages_to_themselves(signed_in, path):
    headers = signed_in("staff").client.get(path, headers=HTML, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_pages_are_kept_in_no_cache_but_scripts_are(signed_in):
    client = signed_in("staff").client
    assert client.get("/_dash-layout").headers["Cache-Control"] == "no-store"
    script = client.get("/assets/vector.js", buffered=True)
    assert script.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in script.headers
    named = client.get("/assets/vector.js?m=1795376774.45", buffered=True)
    assert named.headers["Cache-Control"] == "public, max-age=31536000"
    later = "/_dash-component-suites/dash/dcc/async-graph.js"
    assert client.get(later, buffered=True).headers["Cache-Control"] == "public, max-age=3600"
    assert client.get("/assets/no.js?m=1").headers.get("Cache-Control") != "public, max-age=3600"


def test_what_the_scripts_ask_for_is_on_its_way_before_them(signed_in):
    page = signed_in("staff").client.get("/map?group=fly&x=%E8%A1%97").get_data(as_text=True)
    for each in ("layout?page=%2Fmap%3Fgroup%3Dfly%26x%3D%25E8%25A1%2597", "dependencies"):
        asked = f'<link rel="preload" as="fetch" href="/_dash-{each}" crossorigin>'
        assert 0 < page.index(asked) < page.index("<script")


@pytest.mark.parametrize("path", ["/season", "/station/1", "/map"])
def test_what_draws_figures_is_fetched_ahead(signed_in, path):
    client = signed_in("staff").client
    page = client.get(path).get_data(as_text=True)
    ahead = re.findall('<link rel="preload" as="script" fetchpriority="low" href="([^"]+)">', page)
    assert len(ahead) == 2
    for each in ahead:
        assert client.get(each, buffered=True).mimetype == "text/javascript"


@pytest.mark.parametrize("path", ["/", "/station"])
def test_a_page_without_figures_does_not_fetch_them(signed_in, path):
    page = signed_in("staff").client.get(path).get_data(as_text=True)
    assert 'rel="preload" as="script"' not in page


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(anybody):
    cookie = anybody.client.get("/sign-in", headers=HTML).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_by_https_the_cookie_is_this_hosts_alone(county):
    behind_tls = create_app(county.model_copy(update={"secure_cookies": True}))
    client = behind_tls.test_client()
    answer = client.get("/sign-in", headers=HTML, base_url="https://v.example.cn")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-vector_session=")
    assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    behind_tls.extensions["vector"].engine.dispose()


def test_leaving_clears_what_the_browser_kept(signed_in):
    left = signed_in("staff").client.post("/sign-out")
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_answers_to_programs_are_no_pages(signed_in):
    answer = signed_in("staff").client.get("/api/v1/account")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="answer.json"'


def test_another_sites_form_is_refused(signed_in):
    client = signed_in("staff").client
    answer = client.post(
        "/_dash-update-component", json={}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert client.post("/sign-out", headers={"Origin": "null"}).status_code == 403


def test_unknown_interfaces_are_not_answered_with_a_page(signed_in):
    answer = signed_in("staff").client.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["title"] == "没有这个接口"
    assert signed_in("staff").client.get("/api/v2/nothing").get_json()["error"] == "not_found"


def test_an_error_is_a_sentence(signed_in, monkeypatch, app):
    @needs(ANYBODY)
    def broken():
        raise RuntimeError("a secret detail")

    monkeypatch.setitem(app.view_functions, "health", broken)
    answer = signed_in("staff").client.get("/healthz", headers=HTML)
    assert answer.status_code == 500
    assert "secret detail" not in answer.get_data(as_text=True)
    assert "服务出错" in answer.get_data(as_text=True)
