"""``vector user``: who may sign in, in which role, and what they see."""

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from vector.cli.county import SettingsOption, opened, show
from vector.cli.language import both, listed, say, words
from vector.cli.output import Format, FormatOption, OutputOption
from vector.errors import VectorError

if TYPE_CHECKING:
    import pandas as pd

user = typer.Typer(no_args_is_help=True, add_completion=False)
ROLE_HELP = (
    "角色，可重复：manager 管理人员，staff 疾控人员，office 街道办，administrator 系统管理员，"
    "auditor 审计员。 Role; may be repeated."
)
Email = Annotated[str, typer.Argument(help="邮箱或用户名。 E-mail or user name.")]
FromInput = Annotated[
    bool,
    typer.Option("--password-stdin", help="从标准输入读密码。 Read the password from input."),
]


def _password(from_input: bool) -> str:
    """Ask twice without showing it, or take the first line of the input."""
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise VectorError(*both("user_no_terminal"))
    return str(
        typer.prompt(say("user_asked"), hide_input=True, confirmation_prompt=say("user_again"))
    )


@user.command()
def add(
    email: Annotated[str, typer.Argument(help="邮箱，用来登录。 E-mail, signs in.")],
    role: Annotated[list[str], typer.Option(help=ROLE_HELP)],
    region: Annotated[
        str, typer.Option(help="可见的区划，名称或编号；缺省全辖区。 What it sees; all by default.")
    ] = "",
    name: Annotated[
        str | None, typer.Option(help="用户名，也可用来登录。 User name, signs in as well.")
    ] = None,
    password_stdin: FromInput = False,
    settings: SettingsOption = None,
) -> None:
    """新建账号 / Open an account."""
    from vector.work.enrolment import enrol

    chosen, engine = opened(settings)
    password = _password(password_stdin)
    seen = enrol(
        engine, email, password, roles=role, region=region, username=name, rules=chosen.access
    )
    typer.echo(say("user_added", email=email, roles=listed(role), seen=seen or say("sees_nothing")))


@user.command()
def invite(
    email: Annotated[str, typer.Argument(help="邮箱，用来登录。 E-mail, signs in.")],
    role: Annotated[list[str], typer.Option(help=ROLE_HELP)],
    region: Annotated[str, typer.Option(help="可见的区划，名称或编号。 What it sees.")] = "",
    name: Annotated[str | None, typer.Option(help="用户名。 User name.")] = None,
    mail: Annotated[bool, typer.Option("--mail", help="由后台发邮件。 By mail.")] = False,
    settings: SettingsOption = None,
) -> None:
    """邀请：开通账号，密码由本人设置 / Open an account whose owner sets the password."""
    from datetime import UTC

    from vector.work.tickets import invite as invited

    chosen, engine = opened(settings)
    if mail and not chosen.public_url:
        raise VectorError(*both("user_no_url"))
    path = invited(
        engine, email, roles=role, region=region, username=name, by_mail=mail,
        rules=chosen.access, now=datetime.now(UTC),
    )  # fmt: skip
    if path is None:
        typer.echo(say("user_invited", email=email))
        return
    root = chosen.public_url.rstrip("/") or f"http://{chosen.host}:{chosen.port}"
    typer.echo(say("user_link"), err=True)
    typer.echo(root + path)


@user.command("list")
def list_(
    form: FormatOption = Format.TABLE, output: OutputOption = None, settings: SettingsOption = None
) -> None:
    """列出账号 / List the accounts."""
    from vector.work.enrolment import listing

    chosen, engine = opened(settings)
    show(_local(listing(engine), chosen.timezone), words("user_headers"), form, output)


def _local(accounts: "pd.DataFrame", zone: str) -> "pd.DataFrame":
    """Say when people last signed in by the clock on the wall."""
    from zoneinfo import ZoneInfo

    def wall(moment: datetime | None) -> str | None:
        return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if moment else None

    return accounts.assign(last_login_at=accounts["last_login_at"].map(wall))


@user.command()
def password(
    email: Email, password_stdin: FromInput = False, settings: SettingsOption = None
) -> None:
    """更换密码，已登录的随即退出 / Give an account a new password."""
    from vector.work.password_change import change_password

    chosen, engine = opened(settings)
    change_password(engine, email, _password(password_stdin), rules=chosen.access)
    typer.echo(say("user_password", email=email))


@user.command()
def disable(email: Email, settings: SettingsOption = None) -> None:
    """停用账号，已登录的随即退出 / Close an account."""
    from vector.work.enrolment import admit

    admit(opened(settings)[1], email, active=False)
    typer.echo(say("user_closed", email=email))


@user.command()
def enable(email: Email, settings: SettingsOption = None) -> None:
    """恢复停用的账号 / Open a closed account again."""
    from vector.work.enrolment import admit

    admit(opened(settings)[1], email, active=True)
    typer.echo(say("user_opened", email=email))


@user.command()
def unlock(email: Email, settings: SettingsOption = None) -> None:
    """提前解锁账号 / Open a locked account before its time."""
    from datetime import UTC

    from vector.work import lockout
    from vector.work.enrolment import find

    engine = opened(settings)[1]
    lockout.unlock(engine, find(engine, email), now=datetime.now(UTC))
    typer.echo(say("user_unlocked", email=email))


@user.command("second-factor")
def second_factor_(
    email: Email,
    remove: Annotated[bool, typer.Option("--remove", help="停用。 Take it away.")] = False,
    settings: SettingsOption = None,
) -> None:
    """停用第二重验证，用于手机遗失 / Take the second factor away when it is lost."""
    from vector.work import second_factor
    from vector.work.enrolment import find

    if not remove:
        raise VectorError(*both("user_factor_remove"))
    engine = opened(settings)[1]
    second_factor.remove(engine, find(engine, email))
    typer.echo(say("user_factor", email=email))


@user.command()
def token(
    email: Email,
    name: Annotated[str, typer.Option(help="用途，例如“诱蚊灯网关”。 What it is for.")],
    right: Annotated[
        list[str], typer.Option(help="权限，可重复：see、upload…… Right; may be repeated.")
    ],
    days: Annotated[int, typer.Option(min=1, help="有效天数。 Days it is good for.")] = 90,
    settings: SettingsOption = None,
) -> None:
    """发放访问令牌，只显示一次 / Grant an access token, shown once."""
    from datetime import UTC

    from vector.work.enrolment import find
    from vector.work.tokens import issue

    engine = opened(settings)[1]
    issued = issue(engine, find(engine, email), name, right, days=days, now=datetime.now(UTC))
    typer.echo(say("user_token", days=days), err=True)
    typer.echo(issued.key)
