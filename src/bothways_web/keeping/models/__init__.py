"""What keeping stores."""

from bothways_web.keeping.models.erasure import Erasure
from bothways_web.keeping.models.export import ExportJob
from bothways_web.keeping.models.retention import RetentionNight, RetentionProposal

__all__ = ["Erasure", "ExportJob", "RetentionNight", "RetentionProposal"]
