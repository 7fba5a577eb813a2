"""Write the description of the API to a file: python write_description.py FILE."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "settings"))
os.environ["DJANGO_SETTINGS_MODULE"] = "app_settings"

import django

django.setup()

from ninja.responses import NinjaJSONEncoder  # noqa: E402

from bothways_web.api import urls  # noqa: E402, F401  # the description names addresses
from bothways_web.api.v1 import api  # noqa: E402

text = json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), cls=NinjaJSONEncoder, indent=2)
Path(sys.argv[1]).write_text(text + "\n", encoding="utf-8")
