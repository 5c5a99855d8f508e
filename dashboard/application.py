"""Puts the web application together: host, sign-in, site, in one process behind one gate."""

from apiflask import APIFlask

from dashboard import accounts_page, audit_page, confirm, own, welcome_page
from dashboard.api.blueprint import open_interface
from dashboard.declared import check
from dashboard.gate import CALLBACKS
from dashboard.host import open_host
from dashboard.secret import secret_key
from dashboard.service import Service
from dashboard.signin import open_accounts
from dashboard.site import open_site
from vector import catalog
from vector.settings import Settings
from vector.store.engine import connect


def assemble(settings: Settings) -> APIFlask:
    """The web application for these settings; the database must be at the present revision."""
    running = Service(connect(settings.database), catalog.load(), settings)
    secret = secret_key(settings)
    host = open_host(running, secret)
    for subject in (own, confirm, accounts_page, audit_page, welcome_page):
        host.register_blueprint(subject.pages)
    open_accounts(host, running.engine, secret)
    open_interface(host)
    site = open_site(host)
    check(host, host.extensions[CALLBACKS], site.callback_map)
    return host
