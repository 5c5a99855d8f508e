"""What each digest told of an alert's place, and corrections as a change of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TOLD = "(told IS NULL) = (told_severity IS NULL) AND (told IS NULL) = (told_at IS NULL)"


def upgrade() -> None:
    """Take the step."""
    with op.batch_alter_table("alert") as alert:
        alert.drop_constraint(op.f("ck_alert_change"), type_="check")
        alert.create_check_constraint(
            op.f("ck_alert_change"), "change IN ('raised', 'worsened', 'corrected', 'cleared')"
        )
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("told", sa.String(), nullable=True))
        outbox.add_column(sa.Column("told_severity", sa.Integer(), nullable=True))
        outbox.add_column(sa.Column("told_at", sa.DateTime(), nullable=True))
        outbox.create_check_constraint(op.f("ck_outbox_told"), TOLD)
    _fill()


def _fill() -> None:
    """Take what the digests said so far from their alerts."""
    op.execute(
        """
        UPDATE outbox SET told = a.change, told_severity = a.severity, told_at = d.claimed_at
        FROM alert AS a, digest AS d
        WHERE a.id = outbox.alert_id AND d.id = outbox.digest_id
          AND d.state IN ('sent', 'unconfirmed') AND d.claimed_at IS NOT NULL
        """
    )
