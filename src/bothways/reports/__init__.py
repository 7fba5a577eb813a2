"""Charts and documents: what people read."""

from bothways.reports.outputs import findings_document, write_findings
from bothways.reports.report import report_html, write_report

__all__ = ["findings_document", "report_html", "write_findings", "write_report"]
