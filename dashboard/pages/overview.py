"""x."""

from dash import html

NAME = "overview"
PATH = "/"


def layout(**_):
    return html.Div(id="overview-page")


def register(app):
    pass
