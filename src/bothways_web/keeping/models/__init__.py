"""What keeping stores."""

from bothways_web.keeping.models.erasure import ErasedKey, Erasure
from bothways_web.keeping.models.export import ExportJob
from bothways_web.keeping.models.retention import RetentionNight, RetentionProposal

__all__ = ["ErasedKey", "Erasure", "ExportJob", "RetentionNight", "RetentionProposal"]
