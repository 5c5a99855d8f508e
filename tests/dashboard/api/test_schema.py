"""The OpenAPI document: whole, in both languages, and true when tried at random."""

import re

import pytest
import schemas

from dashboard import create_app
from dashboard.api.openapi import document, operations
from dashboard.api.problem import BY_STATUS
from dashboard.api.words import words

EXAMPLES = 2


@pytest.fixture
def known(app):
    return [(rule, method, about) for rule, method, about in operations(app)]


def references(node):
    if isinstance(node, dict):
        yield from [node["$ref"]] if "$ref" in node else []
        node = node.values()
    if isinstance(node, dict | list) or (hasattr(node, "__iter__") and not isinstance(node, str)):
        for each in node:
            yield from references(each)


def test_every_address_of_the_interface_is_in_the_document(app, known):
    rules = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.endpoint.endswith("nothing_here")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    manual = {("/api/v1/openapi.json", "GET"), ("/api/v1/docs", "GET"),
              ("/api/v1/docs/<name>", "GET")}  # fmt: skip
    assert {(rule.rule, method.upper()) for rule, method, _ in known} | manual == rules
    assert len(known) > 100


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_document_is_whole(app, known, language):
    found = document(app, language)
    assert found["openapi"] == "3.1.0"
    told = [each for path in found["paths"].values() for each in path.values()]
    for path, methods in found["paths"].items():
        for each in methods.values():
            named = {one["name"] for one in each["parameters"] if one["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))
    assert len({each["operationId"] for each in told}) == len(told) == len(known)
    assert {each["tags"][0] for each in told} == {tag["name"] for tag in found["tags"]}
    for each in told:
        assert each["summary"]
        assert {"401", "403", "429"} <= each["responses"].keys()
    schemas_known = {f"#/components/schemas/{name}" for name in found["components"]["schemas"]}
    assert set(references(found)) <= schemas_known


def test_no_words_are_missing_and_none_are_idle(known):
    assert words()["operation"].keys() == {about.name for _, _, about in known}
    assert set(BY_STATUS.values()) <= words()["problem"].keys()
    assert all(
        set(each) == {"zh", "en"} and all(each.values())
        for section in words().values()
        for each in section.values()
    )


@pytest.mark.parametrize("role", schemas.ROLES)
def test_no_server_error_and_no_undocumented_answer(county, role):
    app = create_app(county.model_copy(update={"requests_per_minute": 10**9}))
    engine = app.extensions["vector"].engine
    headers = schemas.key(engine, role, schemas.ROLES[role])
    counted = schemas.tried(app, headers, EXAMPLES, role)
    good = sum(count for (_, status), count in counted.items() if status < 400)
    assert sum(counted.values()) >= 2 * EXAMPLES
    assert good > 0
    engine.dispose()


def test_the_manual_comes_with_the_service(signed_in, anybody):
    client = signed_in("staff").client
    page = client.get("/api/v1/docs").get_data(as_text=True)
    for part in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert part.startswith("/")
        answer = client.get(part, buffered=True)
        assert (answer.status_code, len(answer.get_data()) > 100) == (200, True)
    assert client.get("/api/v1/docs/index.html").status_code == 404
    assert anybody.client.get("/api/v1/openapi.json").status_code == 401
    said = client.get("/api/v1/openapi.json", headers={"Accept-Language": "en"}).get_json()
    assert said["info"]["title"] == "Vector surveillance interface"
