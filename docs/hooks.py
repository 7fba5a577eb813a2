"""Let pages from the root of the project stand in the site, with links that hold in both places."""

import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT_PAGES = ("CHANGELOG.md", "CONTRIBUTING.md", "GLOSSARY.md")
FROM_DOCS = re.compile(r"\]\(\.\./((?:\.\./)*(?:" + "|".join(map(re.escape, ROOT_PAGES)) + r"))")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the root's pages to the site's."""
    root = Path(config.docs_dir).parent
    for name in ROOT_PAGES:
        files.append(File.generated(config, name, content=(root / name).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Point links at where the pages stand in the site."""
    if page.file.src_uri in ROOT_PAGES:
        return markdown.replace("](docs/", "](")
    return FROM_DOCS.sub(r"](\1", markdown)
