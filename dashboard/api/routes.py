"""The blueprint that all resources of the interface stand on."""

from apiflask import APIBlueprint

from dashboard.interface import PREFIX

NAME = "api"

api = APIBlueprint(NAME, __name__, url_prefix=PREFIX, enable_openapi=False)
