"""x."""

from dash import html

NAME = "station"
PATH = "/station"


def layout(**_):
    return html.Div(id="station-page")


def register(app):
    pass
