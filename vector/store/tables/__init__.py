"""The tables, by subject: places, uploads, surveys, assays, photographs, watch, mail, models,
accounts, audit.

Import them from here; each module holds the rows of one subject.
"""

from vector.store.tables.access import (
    AccessToken,
    AccountMail,
    FormerPassword,
    KnownOrigin,
    Ticket,
    Visit,
)
from vector.store.tables.account import Account, Role, account_role
from vector.store.tables.assay import Assay, AssayArchive, AssayDose, AssayDoseArchive
from vector.store.tables.attempts import Attempts
from vector.store.tables.audit import Audit, AuditChain
from vector.store.tables.heartbeat import Heartbeat
from vector.store.tables.layout import ColumnMapping
from vector.store.tables.mail import Contact, Digest, Outbox, Reminder
from vector.store.tables.model import Model, Moment
from vector.store.tables.outlook import Expectation, ModelRun, Prediction, Score
from vector.store.tables.past import Charge, Population, RegionPast, StationPast, Succession
from vector.store.tables.photo import Photo, PhotoFile
from vector.store.tables.place import Plan, Region, Station
from vector.store.tables.reply import Reply
from vector.store.tables.result import Result, ResultStation, ResultTable
from vector.store.tables.staged import Staged, StagedFile, StagedMail, StagedStep
from vector.store.tables.survey import (
    Component,
    ComponentArchive,
    Ledger,
    MonthSum,
    Survey,
    SurveyArchive,
    Tally,
    TallyArchive,
)
from vector.store.tables.upload import Upload, UploadFile
from vector.store.tables.view import SavedView
from vector.store.tables.watch import ActionLimit, Alert, Answer, Flag, Job

__all__ = [
    "AccessToken",
    "Account",
    "AccountMail",
    "ActionLimit",
    "Alert",
    "Answer",
    "Assay",
    "AssayArchive",
    "AssayDose",
    "AssayDoseArchive",
    "Attempts",
    "Audit",
    "AuditChain",
    "Charge",
    "ColumnMapping",
    "Component",
    "ComponentArchive",
    "Contact",
    "Digest",
    "Expectation",
    "Flag",
    "FormerPassword",
    "Heartbeat",
    "Job",
    "KnownOrigin",
    "Ledger",
    "Model",
    "ModelRun",
    "Moment",
    "MonthSum",
    "Outbox",
    "Photo",
    "PhotoFile",
    "Plan",
    "Population",
    "Prediction",
    "Region",
    "RegionPast",
    "Reminder",
    "Reply",
    "Result",
    "ResultStation",
    "ResultTable",
    "Role",
    "SavedView",
    "Score",
    "Staged",
    "StagedFile",
    "StagedMail",
    "StagedStep",
    "Station",
    "StationPast",
    "Succession",
    "Survey",
    "SurveyArchive",
    "Tally",
    "TallyArchive",
    "Ticket",
    "Upload",
    "UploadFile",
    "Visit",
    "account_role",
]
