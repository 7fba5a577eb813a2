"""The certificate: no combination of what is shown describes fewer than k people."""

from bothways.privacy.certificate.certificate import Certificate
from bothways.privacy.certificate.space import Decision

__all__ = ["Certificate", "Decision"]
