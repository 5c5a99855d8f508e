"""The OpenAPI 3.1 document, written from what the resources declare."""

import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from flask import Flask
from pydantic import TypeAdapter
from werkzeug.routing import Rule

from dashboard.api.files import BINARY, FORM, PART
from dashboard.api.once import HEADER, LONGEST
from dashboard.api.operation import GREATEST, JSON, Operation
from dashboard.api.problem import BY_STATUS, MEDIA, Problem
from dashboard.api.words import told, words
from dashboard.declared import ANYBODY, declared
from dashboard.interface import PREFIX

REF = "#/components/schemas/{model}"
PLACE = re.compile(r"<(?:(int)(?:\([^)]*\))?:)?(\w+)>")
ALWAYS = (400, 401, 403, 429, 500)
ETAG = {"description": "of this answer", "schema": {"type": "string"}}


def operations(host: Flask) -> Iterator[tuple[Rule, str, Operation]]:
    """Every address of the interface with its method and what it declares."""
    for rule in host.url_map.iter_rules():
        about = getattr(host.view_functions[rule.endpoint], "operation", None)
        if about is not None:
            method = next(iter(rule.methods - {"HEAD", "OPTIONS"}))
            yield rule, method.lower(), about


def document(host: Flask, language: str) -> dict[str, Any]:
    """The document in a language."""
    known = sorted(operations(host), key=lambda each: each[0].rule)
    shapes, schemas = _schemas([about for _, _, about in known])
    paths: dict[str, Any] = {}
    for rule, method, about in known:
        path = PLACE.sub(r"{\2}", rule.rule.removeprefix(PREFIX))
        right = declared(host, rule.endpoint, method.upper())
        paths.setdefault(path, {})[method] = _operation(rule, about, right, shapes, language)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": told("openapi.title", language),
            "description": told("openapi.about", language),
            "version": version("vector-surveillance"),
        },
        "servers": [{"url": PREFIX}],
        "security": [{"token": []}, {"session": []}],
        "tags": [
            {"name": tag, "description": each[language]} for tag, each in words()["tag"].items()
        ],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": _schemes(host, language)},
    }


def _schemes(host: Flask, language: str) -> dict[str, Any]:
    return {
        "token": {
            "type": "http", "scheme": "bearer", "description": told("openapi.token", language)
        },
        "session": {
            "type": "apiKey", "in": "cookie", "name": host.config["SESSION_COOKIE_NAME"],
            "description": told("openapi.session", language),
        },
    }  # fmt: skip


def _schemas(known: list[Operation]) -> tuple[dict[Any, Any], dict[str, Any]]:
    """The schema of each answer and body, and the components that they refer to."""
    wanted: list[tuple[Any, Any, Any]] = [("problem", "serialization", TypeAdapter(Problem))]
    for about in known:
        if about.answer is not None:
            adapter = TypeAdapter(about.answer)
            wanted.append((f"{about.name} answer", "serialization", adapter))
        for status, other in about.others.items():
            named = f"{about.name} answer {status}"
            wanted.append((named, "serialization", TypeAdapter(other)))
        if about.body is not None:
            wanted.append((f"{about.name} body", "validation", TypeAdapter(about.body)))
    found, whole = TypeAdapter.json_schemas(wanted, ref_template=REF)
    return {key: shape for (key, _), shape in found.items()}, whole.get("$defs", {})


def _operation(
    rule: Rule, about: Operation, right: str | None, shapes: dict[Any, Any], language: str
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": about.name,
        "tags": [about.tag],
        "summary": told(f"operation.{about.name}", language),
        "description": told("openapi.right", language, right=right),
        "parameters": [*_parameters(rule, about, language)],
        "responses": _responses(about, shapes, language),
    }
    if about.body is not None:
        content = {JSON: {"schema": shapes[f"{about.name} body"]}}
        found["requestBody"] = {"required": True, "content": content}
    if about.upload:
        found["requestBody"] = {"required": True, "content": _file()}
    if right == ANYBODY:
        found["security"] = []
    return found


def _file() -> dict[str, Any]:
    part = {"type": "string", "contentMediaType": BINARY}
    form = {"type": "object", "required": [PART], "properties": {PART: part}}
    return {BINARY: {"schema": {}}, FORM: {"schema": form}}


def _parameters(rule: Rule, about: Operation, language: str) -> Iterator[dict[str, Any]]:
    for number, name in PLACE.findall(rule.rule):
        shape = {"type": "integer", "minimum": 0, "maximum": GREATEST}
        shape = shape if number else {"type": "string"}
        yield {"name": name, "in": "path", "required": True, "schema": shape}
    if about.query is not None:
        yield from _query(about.query)
    if about.keyed:
        shape = {"type": "string", "pattern": "^[!-~]+$", "minLength": 1, "maxLength": LONGEST}
        yield _header(HEADER, shape, language)
    if about.matched:
        yield _header("If-Match", {"type": "string"}, language)
    if not about.media and about.status == 200 and not about.body and not about.upload:
        yield _header("If-None-Match", {"type": "string"}, language)
    yield _header("Accept-Language", {"type": "string", "examples": ["zh-CN", "en"]}, language)


def _header(name: str, shape: dict[str, Any], language: str) -> dict[str, Any]:
    about = told(f"header.{name}", language)
    return {"name": name, "in": "header", "required": False, "schema": shape, "description": about}


def _query(model: Any) -> Iterator[dict[str, Any]]:
    """The parameters of a query; null is not one of their values, they are left out instead."""
    whole = model.model_json_schema(ref_template=REF)
    for name, shape in whole["properties"].items():
        kept = [each for each in shape.pop("anyOf", []) if each.get("type") != "null"]
        shape |= kept[0] if kept else {}
        if shape.get("default", "") is None:
            del shape["default"]
        shape.pop("title", None)
        found = {"name": name, "in": "query", "required": name in whole.get("required", [])}
        about = shape.pop("description", None)
        yield found | {"schema": shape} | ({"description": about} if about else {})


def _responses(about: Operation, shapes: dict[Any, Any], language: str) -> dict[str, Any]:
    done = {"description": told("answer.done", language)}
    headers: dict[str, Any] = {}
    if about.answer is not None:
        done["content"] = {JSON: {"schema": shapes[f"{about.name} answer"]}}
    if about.media:
        file = {"schema": {"type": "string", "contentMediaType": BINARY}}
        done["content"] = dict.fromkeys(about.media, file)
    found = {str(about.status): done}
    if about.status == 201 and about.keyed:
        headers["Location"] = {"schema": {"type": "string"}}
    for status in about.others:
        content = {JSON: {"schema": shapes[f"{about.name} answer {status}"]}}
        found[str(status)] = {
            "description": told(f"answer.{status}", language), "content": content,
            "headers": {"Location": {"schema": {"type": "string"}}},
        }  # fmt: skip
    if about.status == 200 and about.answer is not None and not about.upload and not about.keyed:
        headers["ETag"] = ETAG
        found["304"] = {"description": told("answer.same", language)}
    if headers:
        done["headers"] = headers
    for status in sorted({*ALWAYS, *_possible(about)}):
        found[str(status)] = _refusal(status, shapes, language)
    return found


def _possible(about: Operation) -> set[int]:
    """The refusals that an operation may answer with, besides those of every one."""
    possible = set(about.problems)
    possible |= {422} if about.query or about.body or about.upload or about.keyed else set()
    possible |= {413, 415} if about.body else {413} if about.upload else set()
    return possible | ({412} if about.matched else set())


def _refusal(status: int, shapes: dict[Any, Any], language: str) -> dict[str, Any]:
    title = told(f"problem.{BY_STATUS.get(status, 'unexpected')}", language)
    return {"description": title, "content": {MEDIA: {"schema": shapes["problem"]}}}
