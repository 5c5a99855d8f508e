"""The frame of the command line: which commands there are, and how one is found when called."""

from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from vector.cli.language import spoken_to

PARTLY, REFUSED, FAULT = 1, 2, 3


@dataclass
class State:
    """What the options before the command say to all commands."""

    debug: bool = False


@dataclass(frozen=True)
class Entry:
    """A command: its name, the ``module:object`` that does it, and its help in both languages."""

    name: str
    target: str
    zh: str
    en: str

    @property
    def help(self) -> str:
        """The help text, Chinese first."""
        return f"{self.zh} {self.en}"

    def load(self) -> Any:
        """Import the module and make its function or typer application a command."""
        module, name = self.target.split(":")
        found = getattr(import_module(module), name)
        if isinstance(found, typer.Typer):
            found.info.name, found.info.help = self.name, self.help
            return spoken_to(get_command(found))
        single = typer.Typer(add_completion=False)
        single.command(self.name, help=self.help)(found)
        return spoken_to(get_command(single))


COMMANDS = (
    Entry(
        "assess",
        "vector.cli.assess:assess",
        "判定：读取监测表，算出指标、区间、等级与标记，不用数据库。",
        "Judge sheets of counts without a database.",
    ),
    Entry(
        "demo",
        "dashboard.commands.demo:demo",
        "演示：生成虚构县的数据并打开看板。",
        "Start the dashboard with the demonstration county.",
    ),
    Entry("serve", "dashboard.commands.serve:serve", "启动看板。", "Serve the dashboard."),
    Entry(
        "worker",
        "vector.cli.worker:worker",
        "后台：发送预警邮件，执行排定的工作。",
        "Send alert mail and do scheduled work.",
    ),
    Entry(
        "import",
        "vector.cli.import_:import_",
        "入库：校验监测表或抗药性试验表并存入数据库。",
        "Check sheets of counts, or of resistance tests, and store them.",
    ),
    Entry(
        "template",
        "vector.cli.template:template",
        "生成上报模板。",
        "Write the upload template.",
    ),
    Entry(
        "catalog",
        "vector.cli.catalog:catalog",
        "目录：病媒类别、方法、指标、限值、风险等级及其来源。",
        "Show groups, methods, indices, limits and profiles with their sources.",
    ),
    Entry(
        "db",
        "vector.cli.db:db",
        "数据库：建立、升级与复制。",
        "Create, upgrade and copy databases.",
    ),
    Entry(
        "region",
        "vector.cli.region:region",
        "区划：名称、边界、人口、责任人；合并、拆分、更名及沿革。",
        "Regions: shapes, people, who answers; merge, split, rename.",
    ),
    Entry(
        "station",
        "vector.cli.station:station",
        "监测点：编号、生境、位置、启停日期；迁点、换灯等变更。",
        "Codes, habitats, positions and days of stations; their revisions.",
    ),
    Entry(
        "office",
        "vector.cli.office:office",
        "街道办：谁收预警邮件。",
        "Who receives the mail of a street.",
    ),
    Entry(
        "user",
        "vector.cli.user:user",
        "账号：谁可登录、角色与可见区划。",
        "Who may sign in, and what they see.",
    ),
    Entry(
        "limit",
        "vector.cli.limit:limit",
        "行动限值：监测密度到多少须行动。",
        "Action limits of monitoring densities.",
    ),
    Entry(
        "alert",
        "vector.cli.alert:alert",
        "预警：待第二人批准的，及其批准。",
        "Alerts that wait for a second person.",
    ),
    Entry(
        "plan",
        "vector.cli.plan:plan",
        "监测计划：何处、何法、何月。",
        "What is due where, and when.",
    ),
    Entry(
        "completeness",
        "vector.cli.completeness:completeness",
        "完整性：应报多少、实报多少、是否按时，谁还没有报。",
        "What was expected, what came and when, who has not reported.",
    ),
    Entry(
        "outbreak",
        "vector.cli.outbreak:outbreak",
        "异常升高：与本点往年同期相比，哪些监测超出预期。",
        "Which surveys are beyond what their own past lets expect.",
    ),
    Entry(
        "bioassay",
        "vector.cli.bioassay:bioassay",
        "抗药性：生物测定的致死剂量、击倒时间、死亡率、抗性倍数与等级。",
        "Lethal doses, mortalities, resistance ratios and classes of bioassays.",
    ),
    Entry(
        "efficacy",
        "vector.cli.efficacy:efficacy",
        "消杀效果：密度下降率、相对种群指数、校正灭效，及其区间与警示。",
        "Reduction, relative population index and corrected efficacy of treatments.",
    ),
    Entry(
        "hotspot",
        "vector.cli.hotspot:hotspot",
        "热点：空间与时空扫描，何处何时高于偶然。",
        "Search places, and times, for clusters of high rates.",
    ),
    Entry(
        "forecast",
        "vector.cli.forecast:forecast",
        "预测：各点今后数期的捕获数与密度、区间、超限概率。",
        "Forecast counts and densities ahead.",
    ),
    Entry(
        "backtest",
        "vector.cli.backtest:backtest",
        "回测：过去的预测有多准，与历年同期、去年同期相比。",
        "Score past forecasts beside simple rules.",
    ),
    Entry(
        "quality",
        "vector.cli.quality:quality",
        "监测质量：完整、及时、工作量与数据规律的评分及依据。",
        "Score how well stations were monitored, point by point.",
    ),
    Entry(
        "effort",
        "vector.cli.effort:effort",
        "工作量：要分清高于还是低于限值，须布放、检查多少。",
        "How much effort tells a place from its limit.",
    ),
    Entry(
        "season",
        "vector.cli.season:season",
        "季节：集中度、圆形分布、高峰日与高峰期、季节消长曲线。",
        "Concentration, circular distribution, peak, high season and curves.",
    ),
    Entry(
        "compare",
        "vector.cli.compare:compare",
        "比较：环比、同比、往年均值、年度趋势、排名与差异检验。",
        "Compare periods, years and places, with intervals.",
    ),
    Entry(
        "results",
        "vector.cli.results:results",
        "计算结果：数据库上算过的季节、热点、质量等，及其方法与数据的版本。",
        "What was computed on the store, with the versions of method and data.",
    ),
    Entry(
        "backup",
        "vector.cli.backup:backup",
        "备份：服务运行中把整个数据库存成一个文件，带校验，可加密。",
        "Keep the whole database in one checked file while the service runs.",
    ),
    Entry(
        "restore",
        "vector.cli.restore:restore",
        "恢复：核对备份，再由它恢复数据库。",
        "Check a backup, and restore the database from it.",
    ),
    Entry(
        "doctor",
        "vector.cli.doctor:doctor",
        "体检：设置、数据库、邮件、时钟、磁盘、后台与备份是否正常，该做什么。",
        "Examine settings, database, mail, clock, disk, worker and backups.",
    ),
    Entry(
        "audit",
        "vector.cli.audit:audit",
        "审计日志：何人何时从何处做了什么；核对其完整。",
        "Who did what, when and from where; whether the log is whole.",
    ),
    Entry(
        "retention",
        "vector.cli.retention:retention",
        "保留期限：到期的审计日志、邮件、撤回的文件等，列出或清理。",
        "What has had its day: logs, mails, withdrawn files; list or remove it.",
    ),
)


class LazyGroup(TyperGroup):
    """A group whose commands are names and help until one of them is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.entries = {entry.name: entry for entry in COMMANDS}
        for entry in COMMANDS:
            self.add_command(TyperCommand(name=entry.name, help=entry.help))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Import the called command in place of its name, then find it as usual."""
        if args[0] in self.entries:
            self.add_command(self.entries[args[0]].load(), args[0])
        return super().resolve_command(ctx, args)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"vector {version('vector-surveillance')}")
        raise typer.Exit


def _options(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="版本号。 Show the version."
        ),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="出错时显示完整堆栈。 Show tracebacks.")
    ] = False,
) -> None:
    context.obj.debug = debug


def command_line() -> Any:
    """Build the command line; nothing heavy is imported by it."""
    application = typer.Typer(
        cls=LazyGroup,
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        help="病媒生物监测与消杀管理。 Vector surveillance: counts, levels, flags, alerts.",
    )
    application.callback()(_options)
    return get_command(application)
