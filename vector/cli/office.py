"""``vector office``: who at which street office receives its digest."""

from typing import Annotated

import typer

from vector.cli.county import FileArgument, SettingsOption, content, opened, show
from vector.cli.language import say, words
from vector.cli.output import Format, FormatOption, OutputOption

office = typer.Typer(no_args_is_help=True, add_completion=False)
Street = Annotated[str, typer.Argument(help="街道，名称或编号。 Street: name or code.")]
Email = Annotated[str, typer.Argument(help="邮箱。 E-mail.")]


@office.command()
def add(
    street: Street,
    email: Email,
    name: Annotated[
        str, typer.Option(help="收件人，缺省用街道名。 Who it is; the street's name by default.")
    ] = "",
    settings: SettingsOption = None,
) -> None:
    """添加街道办收件人 / Let an address receive the digest of a street."""
    from vector.work import offices

    kept = offices.add(opened(settings)[1], street, email, name=name)
    typer.echo(
        say("office_added", kept_street=kept.street, kept_name=kept.name, kept_email=kept.email)
    )


@office.command("list")
def list_(
    form: FormatOption = Format.TABLE, output: OutputOption = None, settings: SettingsOption = None
) -> None:
    """列出各街道的收件人 / List the streets and who receives their digests."""
    from vector.work import offices

    show(offices.recipients(opened(settings)[1]), words("office_headers"), form, output)


@office.command()
def remove(street: Street, email: Email, settings: SettingsOption = None) -> None:
    """删除街道办收件人 / Let an address no longer receive the digest of a street."""
    from vector.work import offices

    gone = offices.remove(opened(settings)[1], street, email)
    typer.echo(
        say("office_removed", gone_street=gone.street, gone_name=gone.name, gone_email=gone.email)
    )


@office.command("import")
def import_(file: FileArgument, settings: SettingsOption = None) -> None:
    """从 CSV 或工作簿添加收件人：街道、姓名、邮箱 / Add recipients from a file."""
    from vector.work import offices

    _, engine = opened(settings)
    count = offices.take_roll(engine, content(file), file.name)
    typer.echo(say("office_read", count=count))
