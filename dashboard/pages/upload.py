"""x."""

from dash import html

NAME = "upload"
PATH = "/upload"


def layout(**_):
    return html.Div(id="upload-page")


def register(app):
    pass
