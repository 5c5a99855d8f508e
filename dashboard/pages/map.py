"""x."""

from dash import html

NAME = "map"
PATH = "/map"


def layout(**_):
    return html.Div(id="map-page")


def register(app):
    pass
