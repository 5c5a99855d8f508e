"""The peer of ``usable.py``: the least page on which Dash shows a figure.

    python tests/bench/plain.py

It stands on nothing: no data, nobody to sign in, one line of twelve points that is a part of the
page. Its scripts are compressed once, when they are first asked for. Prints its address, as
``vector serve`` does.
"""

import sys

import waitress
from dash import Dash, dcc, html
from flask import Flask

from dashboard.smaller import Shelf

POINTS = {"x": [*range(12)], "y": [each % 5 for each in range(12)]}


def application() -> Flask:
    """The page, served as the service is."""
    server = Flask(__name__)
    server.config |= {"COMPRESS_CACHE_BACKEND": Shelf, "COMPRESS_CACHE_KEY": lambda it: it.path}
    app = Dash(server=server, compress=True)
    app.layout = html.Div([html.H1("Plain"), dcc.Graph(figure={"data": [POINTS]})])
    return server


def main() -> None:
    """Serve it until somebody ends it."""
    server = waitress.create_server(application(), host="127.0.0.1", port=0)
    print(f"http://127.0.0.1:{server.effective_port}", file=sys.stderr, flush=True)
    server.run()


if __name__ == "__main__":
    main()
