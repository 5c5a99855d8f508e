"""Plain pages: forms that the server writes and reads, without scripts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import render_template
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from dashboard.places_to_go import places_to_go
from dashboard.service import account, service
from dashboard.text import language, say
from vector.errors import VectorError
from vector.store.engine import session
from vector.work import views

Answer = str | Response
View = Callable[..., Answer]


def plain(page: str, **values: Any) -> str:
    """A page with what its forms and times need."""
    return render_template(page, form=FlaskForm(formdata=None), zone=service().zone, **values)


def placed(page: str, **values: Any) -> str:
    """A plain page among the places to go, as the dashboard's pages stand among them."""
    person = account()
    with session(service().engine) as reading:
        kept = views.listing(reading, person.id)
    return plain(page, places=places_to_go(), person=person, kept=kept, **values)


def asked(again: Callable[[], View]) -> Callable[[View], View]:
    """A form's handler: its own token is checked, and a refusal is told on the page again."""

    def handler(view: View) -> View:
        @wraps(view)
        def checked(**named: Any) -> Answer:
            if not FlaskForm().validate_on_submit():
                return again()(refused=say("sign_in.expired"))
            try:
                return view(**named)
            except VectorError as error:
                return again()(refused=error.told(language()))

        return checked

    return handler
