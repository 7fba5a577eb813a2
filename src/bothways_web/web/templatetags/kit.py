"""Tags for the components of the kit; each module beside this one holds a few that belong together."""

from django import template

from bothways_web.web.templatetags import boxes, fields, frame, lists, marks, periods, pictures, released

PARTS = (boxes, fields, frame, lists, marks, periods, pictures, released)
register = template.Library()
for _part in PARTS:
    register.tags.update(_part.register.tags)
    register.filters.update(_part.register.filters)
